import Testing

@testable import ManagerLookup

@Suite("What mapping check says of a mapping's context")
struct ContextCheckTests {
    private static let yaml = #"""
        name: test
        title: Test
        credentials: {token: {description: t, secret: true}}
        auth: bearer
        manager:
          steps:
            - id: user
              request: {path: users, query: {phone: '\(.operator.extension)'}}
              found: .steps.user.body | length > 0
            - id: unit
              when: .steps.user.body[0].unit
              request: {path: 'units/\(.climb)'}
              climb: {from: '.steps.user.body[0].unit', until: .steps.unit.body.head, next: .steps.unit.body.parent}
          answer: |
            .operator as $operator | .steps.user.body[0] as {$id, tags: [$tag]} | .steps.unit
            | if . and (.body.head.id != $id) then .body.head | {extension: .phone, name: "\(.first) \(.last)"}
              elif .headers.x then (.body | map(.operater | .steps) | first) else null end
        """#

    private func problems(_ text: String, _ replacement: String, file: String = "test.yaml") async throws -> [String] {
        let yaml = Self.yaml.replacing(text, with: replacement)
        #expect(text.isEmpty || yaml != Self.yaml)
        return try await Mapping(yaml: yaml, file: file).problems(by: Fixtures.jq).map(\.description)
    }

    @Test("Mapping check says nothing of a good mapping")
    func good() async throws {
        #expect(try await problems("", "") == [])
    }

    @Test(
        "Mapping check names what is misspelt, and what it most likely should be",
        arguments: [
            (
                "'\\(.operator.extension)'", "'\\(.operater.extension)'",
                "the context has no operater; did you mean .operator?"
            ),
            (
                "'\\(.operator.extension)'", "'\\(.operator.extention)'",
                ".operator has no extention; did you mean .extension?"
            ),
            ("found: .steps.user.body", "found: .steps.usr.body", "there is no step usr; did you mean .steps.user?"),
            ("found: .steps.user.body", "found: .steps.user.bdy", ".steps.user has no bdy; did you mean .body?"),
            (
                "found: .steps.user.body", "found: .steps.user.users",
                ".steps.user has no users; it has status, headers, body"
            ),
            (
                "found: .steps.user.body | length > 0", #"found: '.steps["usr"].body | length > 0'"#,
                "there is no step usr; did you mean .steps.user?"
            ),
            (
                "when: .steps.user.body[0].unit", "when: .steps.unit.body",
                "the step unit has no answer yet: it comes later"
            ),
            ("| .steps.unit\n", "| .stepps.unit\n", "the context has no stepps; did you mean .steps?"),
            (
                "'\\(.operator.extension)'", "'\\(.session)'",
                "the context has no session; it has operator, route, credentials, steps"
            ),
            ("'\\(.operator.extension)'", "'\\(.route.nmae)'", ".route has no nmae; did you mean .name?"),
        ])
    func misspelt(text: String, replacement: String, problem: String) async throws {
        let problems = try await problems(text, replacement)
        #expect(problems.count == 1)
        #expect(
            problems.first?.hasPrefix("test.yaml:") == true && problems.first?.hasSuffix(": \(problem)") == true,
            "\(problems)")
    }

    @Test(
        "Mapping check warns of text that looks like a program and is sent as it is",
        arguments: [
            ("'\\(.operator.extension)'", ".operator.extension", ".operator.extension looks like a program"),
            ("'\\(.operator.extension)'", "'{{ operator.extension }}'", "{{ … }} looks like a program"),
            ("path: users,", "path: users/.operator.extension,", ".operator.extension looks like a program"),
            (
                "path: users,", "path: users, headers: {X-Unit: .steps.unit.body},",
                ".steps.unit.body looks like a program"
            ),
        ])
    func literal(text: String, replacement: String, problem: String) async throws {
        let problems = try await problems(text, replacement)
        #expect(problems.count == 1)
        #expect(
            problems.first?.contains(problem) == true && problems.first?.contains("did you mean '\\(.") == true,
            "\(problems)")
    }

    @Test(
        "Mapping check names what a written-out answer lacks and what a call for help has no place for",
        arguments: [
            (
                ".steps.m.body | {extensoin: .phone, name}", "{operator}",
                "manager.answer: the answer has no extension, and so names nobody; extensoin is not known"
            ),
            ("[.steps.m.body[] | {name}]", "{operator}", "manager.answer: the answer has no extension"),
            (
                ".steps.m.body", "{operator, customr: .customer}",
                "webhook.request: a call for help has no customr; did you mean .customer?"
            ),
            (".steps.m.body", #".data | {"operatr": .op}"#, "a call for help has no operatr; did you mean .operator?"),
        ])
    func outputs(answer: String, request: String, problem: String) async throws {
        let yaml = Fixtures.mapping(answer: answer) + "\nwebhook:\n  request: '\(request)'\n"
        let problems = try await Mapping(yaml: yaml, file: "test.yaml").problems(by: Fixtures.jq).map(\.description)
        #expect(problems.count == 1 && problems.first?.contains(problem) == true, "\(problems)")
    }

    @Test(
        "Mapping check names a header field that is not written in lower case, and says nothing of one that is",
        arguments: [
            (
                #"{extension: .steps.m.headers["X-Extension"]}"#, "{operator}",
                "manager.answer: header names are in lower case here; did you mean x-extension?"
            ),
            (
                "{extension: .steps.m.body}", #"{operator: "\($headers["X-Operator"])"}"#,
                "webhook.request: header names are in lower case here; did you mean x-operator?"
            ),
            (
                "{extension: .steps.m.body}", "{operator, customer: $headers.From}",
                "webhook.request: header names are in lower case here; did you mean from?"
            ),
            (
                #"{extension: .steps.m.headers["x-extension"]}"#,
                #"{operator: $headers["x-operator"], customer: $headers.from}"#, nil
            ),
        ])
    func headers(answer: String, request: String, problem: String?) async throws {
        let yaml = Fixtures.mapping(answer: answer) + "\nwebhook:\n  request: '\(request)'\n"
        let problems = try await Mapping(yaml: yaml, file: "test.yaml").problems(by: Fixtures.jq).map(\.description)
        #expect(problems.count == (problem == nil ? 0 : 1), "\(problems)")
        if let problem {
            let found = try #require(problems.first)
            #expect(found.hasPrefix("test.yaml:") && found.hasSuffix(": \(problem)"), "\(problems)")
        }
    }

    @Test(
        "The names of header fields are found however a program writes them",
        arguments: [
            (#"$headers."X-Event""#, ["X-Event"]), (#"$headers.["X-Event"]"#, ["X-Event"]),
            (#".steps["m"].headers["X-A"], .steps.m?.headers?.B"#, ["X-A", "B"]),
            (#".login["headers"]["Set-Cookie"]"#, ["Set-Cookie"]), (##""#" | $headers.C"##, ["C"]),
            (".x.headers.D, $headers[.e], .steps.m.body.headers.F", []), ("$headers.a # $headers.B", ["a"]),
        ])
    func headerNames(program: String, names: [String]) {
        #expect(JQHeaders.names(in: program) == names)
    }

    @Test(
        "The members of an object are found where a program writes it out at its end, and nowhere else",
        arguments: [
            ("{a, b: (.x | .y), $c}", ["a", "b", "c"]), (#".x | {"a": 1, b: "}, \(.c | {d: "e"})"}"#, ["a", "b"]),
            ("[.x[] | select(.y == \"{\") | {a}]", ["a"]), ("map({a, b: [1, 2]})", ["a", "b"]),
            ("first(.x | {a})", ["a"]),
            (".x |= {a}", nil), ("{a} | .a", nil), ("{a} + .b", nil), ("{a}, {b}", nil), ("{(.a): 1}", nil),
            ("if .x then {a} else {b} end", nil), (".x | {a} | f", nil), ("{", nil), ("\"\\(", nil), ("", nil),
        ])
    func members(program: String, members: [String]?) {
        #expect(JQObject.members(of: program) == members)
    }

    @Test("A mapping's name that differs from its file's is a fault")
    func name() async throws {
        #expect(
            try await problems("", "", file: "Mappings/tset.yaml")
                == ["Mappings/tset.yaml: name: a mapping named test belongs in test.yaml"])
    }

    @Test(
        "Paths are found where a dot is the program's input, and nowhere else",
        arguments: [
            (".a.b.c.d.e", [["a", "b", "c", "d"]]), (".a | .b", [["a"]]),
            ("[.a, (.b | .c), .d]", [["a"], ["b"], ["d"]]),
            ("{a: .b | .c, d: .e}", [["b"], ["e"]]), (". as $x | .a", [["a"]]), (".a as $x | .b", [["a"], ["b"]]),
            ("map(.a)", []), ("select(.a) | .b", [["a"]]), ("any(.a[]; .b)", []),
            ("if .a then .b | .c elif .d then .e else .f end | .g", [["a"], ["b"], ["d"], ["e"], ["f"]]),
            (#""x\(.a | .b)y" + .c"#, [["a"], ["c"]]), (".a[.b].c", [["a"], ["b"]]), (".a .b", [["a"]]),
            ("def f: .x; .a", [["a"]]), ("reduce .a[] as $i (.b; .c)", [["a"], ["b"]]), ("# .x\n.a", [["a"]]),
            (#".["a"]["b"]"#, [["a", "b"]]), ("..|.a", []), (".a // .b", [["a"], ["b"]]), ("$x.a", []),
        ])
    func paths(program: String, paths: [[String]]) {
        #expect(JQPaths.paths(in: program) == paths)
    }
}
