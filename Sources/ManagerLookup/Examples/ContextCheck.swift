import HelpDesk

/// Checks that the programs of a mapping read only existing members of their context, and that texts meant as programs
/// are written as programs.
struct ContextCheck {
    private static let answer = ["status", "headers", "body"]
    private static let members: [String: [String]] = [
        "operator": ["extension", "pbx", "name", "department", "departmentName", "email", "crmId"],
        "route": ["code", "name"],
        "request": HelpRequest.reportMembers,
    ]

    let mapping: Mapping

    /// The problems in the order of the file's keys.
    var problems: [ManagerLookupError] {
        let manager = Part(steps: mapping.steps)
        var problems = templates.compactMap(problem(in:))
        problems += self.problems(in: mapping.authentication.programs, of: manager, mapping.steps.count)
        if let login = mapping.login {
            let part = Part(steps: [])
            problems += self.problems(in: login.request.programs, of: part, 0)
            problems += self.problems(
                in: [login.found, login.message, login.session], of: Part(steps: [], more: ["login"]), 0)
        }
        problems += self.problems(inStepsOf: manager)
        problems += self.problems(in: [mapping.answer], of: manager, mapping.steps.count)
        problems += outputProblems
        if let report = mapping.report {
            let part = Part(steps: report.steps, more: ["request"])
            problems += self.problems(in: [report.when], of: part, 0)
            problems += self.problems(inStepsOf: part)
        }
        problems += mapping.programs.flatMap(headerProblems)
        if let program = mapping.retryAfterLogin {
            for path in JQPaths.paths(in: program.text) {
                problems += unknown(path[0], among: Self.answer, "the answer that this looks at", program.origin)
            }
        }
        return problems
    }

    /// Unknown or missing members in the output of `answer` and `webhook.request`, if the program constructs its object
    /// literally.
    private var outputProblems: [ManagerLookupError] {
        var problems: [ManagerLookupError] = []
        if let names = JQObject.members(of: mapping.answer.text), !names.contains("extension") {
            let guess = Self.nearest(to: "extension", among: names).map { "; \($0) is not known" } ?? ""
            problems.append(failure(mapping.answer.origin, "the answer has no extension, and so names nobody\(guess)"))
        }
        if let request = mapping.webhook?.request {
            problems += (JQObject.members(of: request.text) ?? []).flatMap {
                unknown($0, among: WebhookCall.members, "a call for help", request.origin)
            }
        }
        return problems
    }

    /// Steps that run in sequence: those of the lookup or of a report.
    private struct Part {
        let steps: [MappingStep]
        /// The additional members of the context.
        var more: [String] = []

        func climbs(_ count: Int) -> [String] {
            steps.prefix(count).contains { $0.climb != nil } ? ["climb"] : []
        }
    }

    private func problems(inStepsOf part: Part) -> [ManagerLookupError] {
        part.steps.enumerated().flatMap { index, step in
            problems(in: [step.when, step.climb?.from], of: part, index)
                // In the later rounds of a climb, a step sees its own previous response.
                + problems(in: step.request.programs, of: part, step.climb == nil ? index : index + 1)
                + problems(
                    in: [step.accept, step.found, step.message, step.climb?.until, step.climb?.next], of: part,
                    index + 1)
        }
    }

    /// - Parameter count: the number of steps with a response when the programs run.
    private func problems(in programs: [JQProgram?], of part: Part, _ count: Int) -> [ManagerLookupError] {
        programs.compactMap(\.self).flatMap { problems(in: $0, of: part, count) }
    }

    private func problems(in program: JQProgram, of part: Part, _ count: Int) -> [ManagerLookupError] {
        var known = ["operator", "route", "credentials", "steps"] + part.more + part.climbs(count)
        if mapping.login != nil { known.append("session") }
        if case .oauth2 = mapping.authentication { known.append("token") }
        return JQPaths.paths(in: program.text).flatMap { path -> [ManagerLookupError] in
            guard known.contains(path[0]) else {
                return unknown(path[0], among: known, "the context", program.origin)
            }
            guard path.count > 1 else { return [] }
            if let members = Self.members[path[0]] {
                return unknown(path[1], among: members, ".\(path[0])", program.origin)
            }
            return path[0] == "steps" ? steps(path, part, count, program.origin) : []
        }
    }

    private func steps(
        _ path: JQPaths.Path, _ part: Part, _ count: Int, _ origin: JQOrigin
    ) -> [ManagerLookupError] {
        let ids = part.steps.map(\.id)
        guard let index = ids.firstIndex(of: path[1]) else {
            let guess = Self.nearest(to: path[1], among: ids).map { "; did you mean .steps.\($0)?" } ?? ""
            return [failure(origin, "there is no step \(path[1])\(guess)")]
        }
        guard index < count else { return [failure(origin, "the step \(path[1]) has no answer yet: it comes later")] }
        guard path.count > 2 else { return [] }
        return unknown(path[2], among: Self.answer, ".steps.\(path[1])", origin)
    }

    /// One with a capital is in no answer and no delivery, and is null without a word.
    private func headerProblems(in program: JQProgram) -> [ManagerLookupError] {
        JQHeaders.names(in: program.text).filter { $0 != $0.lowercased() }.map { name in
            failure(program.origin, "header names are in lower case here; did you mean \(name.lowercased())?")
        }
    }

    private func unknown(
        _ name: String, among known: [String], _ place: String, _ origin: JQOrigin
    ) -> [ManagerLookupError] {
        guard !known.contains(name) else { return [] }
        let guess =
            Self.nearest(to: name, among: known).map { "; did you mean .\($0)?" } ?? "; it has "
            + known.joined(separator: ", ")
        return [failure(origin, "\(place) has no \(name)\(guess)")]
    }

    // MARK: Texts

    private var templates: [Template] {
        var templates: [Template] = []
        switch mapping.authentication {
        case .header(let field), .query(let field): templates.append(field.value)
        case .oauth2(let grant):
            templates += [grant.origin, grant.path.template, grant.header?.value].compactMap(\.self)
        case .none, .basic, .bearer: break
        }
        let requests =
            [mapping.login?.request].compactMap(\.self) + (mapping.steps + (mapping.report?.steps ?? [])).map(\.request)
        return templates + requests.flatMap(\.templates)
    }

    private func problem(in template: Template) -> ManagerLookupError? {
        for case .text(let text) in template.parts {
            if text.contains("{{") {
                return failure(
                    template.origin,
                    #"{{ … }} looks like a program, and is sent as it is; did you mean '\(.operator.extension)'?"#)
            }
            // At the start, or after a character that cannot be part of a word.
            if let match = text.firstMatch(
                of: /(?:^|[^A-Za-z0-9_])(\.(?:operator|route|credentials|request|steps)\.[A-Za-z0-9_.]+)/)
            {
                return failure(
                    template.origin,
                    #"\#(match.output.1) looks like a program, and is sent as it is; did you mean '\(\#(match.output.1))'?"#
                )
            }
        }
        guard let text = template.constant, [".session", ".token", ".climb"].contains(text) else { return nil }
        return failure(
            template.origin, #"\#(text) looks like a program, and is sent as it is; did you mean '\(\#(text))'?"#)
    }

    private func failure(_ origin: JQOrigin, _ problem: String) -> ManagerLookupError {
        .mapping(file: origin.file, line: origin.line, field: origin.field, problem: problem)
    }

    // MARK: Guesses

    /// Returns the name that was most likely meant; `nil` if none is similar.
    private static func nearest(to name: String, among names: [String]) -> String? {
        let scored = names.map { (name: $0, distance: distance(name.lowercased(), $0.lowercased())) }
        guard let best = scored.min(by: { $0.distance < $1.distance }), best.distance <= max(1, name.count / 2) else {
            return nil
        }
        return best.name
    }

    /// Returns the number of letters to change, insert or delete (Levenshtein distance).
    private static func distance(_ one: String, _ other: String) -> Int {
        var row = Array(0...other.count)
        for (index, letter) in one.enumerated() {
            var next = [index + 1]
            for (column, target) in other.enumerated() {
                next.append(min(next[column] + 1, row[column + 1] + 1, row[column] + (letter == target ? 0 : 1)))
            }
            row = next
        }
        return row[other.count]
    }
}
