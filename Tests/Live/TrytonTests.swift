import HelpDesk
import ProgramTestSupport
import Testing

@Suite("A real Tryton, asked through the shipped mapping", .tags(.live), .timeLimit(.minutes(15)))
struct TrytonTests {
    @Test("Tryton names 101's supervisor, follows a change, and knows nobody without one or at an unknown extension")
    func supervisor() async throws {
        try await CRMLab.run(.tryton) { lab in
            // The user may see employees; there are none before the company is created.
            #expect(try await lab.ask("101") == CRMLab.Answer(result: "not_found", managers: []))

            try await lab.populate()
            let sara = CRMLab.Answer(result: "found", managers: [.init(extension: "200", name: "Sara Karimi")])
            #expect(try await lab.ask("101") == sara)

            try await lab.setSupervisor(of: "101", to: "201")
            let reza = CRMLab.Answer(result: "found", managers: [.init(extension: "201", name: "Reza Mohammadi")])
            #expect(try await lab.ask("101") == reza)

            // Whoever has left is still entered as the supervisor.
            try await lab.retire("201")
            #expect(try await lab.ask("101") == CRMLab.Answer(result: "not_found", managers: []))

            try await lab.setSupervisor(of: "101", to: nil)
            #expect(try await lab.ask("101") == CRMLab.Answer(result: "not_found", managers: []))
            #expect(try await lab.ask("999") == CRMLab.Answer(result: "not_found", managers: []))
        }
    }

    @Test("Tryton gets a note for a request that somebody helped with, one for a missed one, and none twice")
    func reports() async throws {
        try await CRMLab.run(.tryton) { lab in
            try await lab.populate()
            var helped: HelpRequestID?
            var missed: HelpRequestID?
            try await lab.serve { bridge in
                let first = try await bridge.request(operator: "101", route: "*5003", ["customer": "+982112345678"])
                try await bridge.wait(for: first.id) { $0.state.isEnd }
                #expect(try await bridge.request(first.id).outcome == .helped)
                // Nobody helps in the department.
                let second = try await bridge.request(operator: "101", route: "*5004")
                try await bridge.wait(for: second.id) { $0.state.isEnd }
                #expect(try await bridge.request(second.id).outcome == .noManager)
                (helped, missed) = (first.id, second.id)
            }
            let (one, other) = (try #require(helped), try #require(missed))
            for _ in 1...2 {
                #expect(try await lab.report(one) == "written\n")
                #expect(try await lab.report(other) == "written\n")
            }
            let onOperator = try await lab.notes(on: "101")
            let onManager = try await lab.notes(on: "200")
            #expect(onOperator.count == 1 && onManager.count == 1)
            #expect(onOperator.first?.contains("Customer: +982112345678") == true, "\(onOperator)")
            #expect(onOperator.first?.contains("Request: \(one)") == true, "\(onOperator)")
            #expect(onManager.first?.hasPrefix("Nobody came to help علی رضایی (101)") == true, "\(onManager)")
            #expect(onManager.first?.contains("Request: \(other)") == true, "\(onManager)")
        }
    }
}
