import Administration
import HelpDesk
import LocatedYAML
import Testing

@Suite("The options that a route declares")
struct RouteOptionTests {
    private static func context() throws -> SettingsContext {
        SettingsContext(policy: try DialPolicy(pattern: "^[0-9]{2,6}$"))
    }

    /// A route in which only this stands beside what every route must say.
    private static func route(_ members: [LocatedValue.Member]) throws -> Route {
        let route = LocatedValue.object(
            [
                .init("code", .text("*5003")), .init("name", .text("Help")), .init("detection", .word("department")),
                .init("voice", .text("fa")),
            ] + members)
        let root = LocatedValue.object([.init("routes", .array([route]))])
        return try #require(try CallCenterFile(root: root, context: context()).callCenter.routes["*5003"])
    }

    /// Values that a route has that says nothing, and others.
    private static func values<Group>(_ option: RouteOption<Group>) -> [LocatedValue] {
        switch option.kind {
        case .number(let range, _): [.integer(range.lowerBound), .integer(range.upperBound)]
        case .flag: [.boolean(true), .boolean(false)]
        case .word(let words): words.map(LocatedValue.text)
        }
    }

    private static func content<Group>(_ value: RouteOption<Group>.Value?) -> LocatedValue? {
        switch value {
        case .number(let number)?: .integer(number)
        case .flag(let flag)?: .boolean(flag)
        case .word(let word)?: .text(word)
        case nil: nil
        }
    }

    /// Reads each option with each of its values, and writes it.
    private func check<Group: RouteOptionGroup>(
        _: Group.Type, in path: (LocatedValue.Member) -> LocatedValue.Member, _ group: (Route) -> Group
    ) throws {
        for option in Group.declared {
            for value in Self.values(option) {
                let route = try Self.route([path(.init(option.name, value))])
                #expect(Self.content(option.value(in: group(route))) == value, "\(option.name)")
                let text = try CallCenterFile.export(CallCenter(routes: [route]))
                let read = try CallCenterFile(yaml: text, name: "f.yaml", context: Self.context())
                #expect(read.callCenter.routes["*5003"] == route, "\(option.name)")
            }
        }
    }

    @Test("Every route option round-trips with each of its possible values")
    func options() throws {
        try check(RouteOptions.self, in: { $0 }, \.options)
    }

    @Test("Each option of a route's ringing is read and written with whatever it may be")
    func ringing() throws {
        try check(RingingPolicy.self, in: { .init("ringing", .object([$0])) }, \.ringing)
    }

    @Test(
        "A route's number beyond its range, unknown word and unknown key are refused, each in its place")
    func faults() throws {
        let error = #expect(throws: AdministrationError.self) {
            try Self.route([
                .init("waitSeconds", .integer(3601)), .init("departments", .text("all")), .init("wait", .integer(1)),
                .init("ringing", .object([.init("rounds", .integer(0)), .init("round", .integer(1))])),
            ])
        }
        guard case .invalid(let faults)? = error else { return }
        #expect(
            Set(faults.map(\.path)) == [
                "routes[0].waitSeconds", "routes[0].departments", "routes[0].wait", "routes[0].ringing.rounds",
                "routes[0].ringing.round",
            ])
        let messages = Dictionary(uniqueKeysWithValues: faults.map { ($0.path, $0.message) })
        #expect(messages["routes[0].departments"] == #"expected own or any, found "all""#)
        #expect(messages["routes[0].ringing.rounds"] == #"expected a whole number of rounds from 1 to 10, found "0""#)
        #expect(messages["routes[0].wait"]?.hasSuffix("waitSeconds, departments or showsListening") == true)
    }

    @Test("A file has nothing of a route's options that are as usual, and keeps the order of the others")
    func written() throws {
        let text = try CallCenterFile.export(CallCenter(routes: [try Self.route([])]))
        #expect(!text.contains("waitSeconds") && !text.contains("autoAnswer") && !text.contains("departments: own"))
        #expect(
            text.contains(
                """
                ringing: {strategy: sequential, timeoutSeconds: 20, totalSeconds: 90, operatorSeconds: 30, rounds: 1, \
                skipBusy: true, atOnce: 10}
                """))
        #expect(text.contains("secondPress: same\n  whenOperatorBusy: whisper\n"))
    }
}
