import Testing

@Suite("A real Tryton, asked through the shipped mapping", .tags(.live), .timeLimit(.minutes(15)))
struct TrytonTests {
    @Test("names the supervisor of 101, follows a change, and knows nobody without one or at an unknown extension")
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
}
