import HelpDesk
import JSON

extension Mapping {
    /// Everything that is wrong with the mapping, short of asking a CRM: programs that do not compile, or need more than
    /// they may before a CRM has said anything, or take from their context what is not in it; what looks like a program and
    /// is none; credentials that are used and not declared, or declared and not used; another name than the file's.
    ///
    /// Takes about 15 ms for each jq program.
    ///
    /// - Parameter jq: who compiles and runs them.
    public func problems(by jq: JQPool) async -> [ManagerLookupError] {
        var problems: [ManagerLookupError] = []
        do throws(ManagerLookupError) {
            try checkName()
        } catch {
            problems.append(error)
        }
        problems += ContextCheck(mapping: self).problems
        let programs = programs
        let outcomes = await jq.prepare(programs)
        let results = JQResults(programs.map { JQRun(program: $0, limit: 0) }, outcomes, limits: jq.limits)
        var used = Set(authentication.credentials)
        var usesAll = false
        for program in programs {
            do {
                _ = try results.text(of: program)
                if let error = await overrun(program, jq) { throw error }
            } catch let error as ManagerLookupError {
                problems.append(error)
            } catch {
                problems.append(failure(program.origin, "\(error)"))
            }
            let names = Self.credentials(in: program.text)
            if names.isEmpty, program.text.contains(".credentials") { usesAll = true }
            for name in names where credentials[name] == nil && !used.contains(name) {
                problems.append(
                    failure(program.origin, "the credential \(name) is not declared under credentials"))
            }
            used.formUnion(names)
        }
        for name in credentials.keys.sorted() where !usesAll && !used.contains(name) {
            problems.append(
                .mapping(
                    file: file, line: credentialLines[name], field: "credentials.\(name)",
                    problem: "it is never used; remove it or use .credentials.\(name)"))
        }
        return problems
    }

    /// What a program needs too much of, over an operator of whom no CRM has said anything yet. That it fails otherwise
    /// says nothing.
    private func overrun(_ program: JQProgram, _ jq: JQPool) async -> ManagerLookupError? {
        let nothing = JSONTree.object([:])
        let sample = EncodedJSON(
            .object([
                "operator": .object(["extension": .text("101"), "name": .text("Ali")]),
                "route": .object(["code": .text("*5003"), "name": .text("Help")]),
                "credentials": .object(JSONTree.Members(credentials.mapValues { _ in .text("credential") })),
                "steps": nothing,
                "request": .object(
                    JSONTree.Members(
                        Dictionary(
                            uniqueKeysWithValues: HelpRequest.reportMembers.map { ($0, JSONTree.null) }))),
                "body": nothing, "headers": nothing, "query": nothing,
            ]))
        do {
            _ = try await program.outputs(over: JQScope(sample, by: jq), atMost: MappingRunner.maximumOutputs)
        } catch let error as ManagerLookupError {
            if case .budget = error { return error }
        } catch {
            // A program that cannot be run at all is told of when it is compiled.
        }
        return nil
    }

    private func failure(_ origin: JQOrigin, _ problem: String) -> ManagerLookupError {
        .mapping(file: origin.file, line: origin.line, field: origin.field, problem: problem)
    }

    private static func credentials(in program: String) -> [String] {
        program.matches(of: /\.credentials(?:\.|\[")([A-Za-z_][A-Za-z0-9_]*)/).map { String($0.output.1) }
    }
}
