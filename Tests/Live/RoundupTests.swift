import Testing

@Suite("A real Roundup, asked through the shipped mapping", .tags(.live), .timeLimit(.minutes(15)))
struct RoundupTests {
    private static let nobody = CRMLab.Answer(result: "not_found", managers: [])

    @Test("Roundup names 101's supervisor, follows a change, and knows nobody without one or at an unknown extension")
    func supervisor() async throws {
        try await CRMLab.run(.roundup) { lab in
            #expect(try await lab.ask("101") == Self.nobody)

            try await lab.populate()
            let sara = CRMLab.Answer(result: "found", managers: [.init(extension: "200", name: "Sara Karimi")])
            #expect(try await lab.ask("101") == sara)

            try await lab.setSupervisor(of: "101", to: "201")
            let reza = CRMLab.Answer(result: "found", managers: [.init(extension: "201", name: "Reza Mohammadi")])
            #expect(try await lab.ask("101") == reza)

            // Whoever has left is still entered as the supervisor, and still shown under their own address.
            try await lab.retire("201")
            #expect(try await lab.ask("101") == Self.nobody)

            try await lab.setSupervisor(of: "101", to: nil)
            #expect(try await lab.ask("101") == Self.nobody)
            #expect(try await lab.ask("999") == Self.nobody)
        }
    }
}
