import HelpDesk
import JSON

extension Mapping {
    /// Returns all faults of the mapping that can be found without a CRM: programs that do not compile, exceed their
    /// budget even without a response, or read members that their context lacks; texts that look like programs but are
    /// not; credentials that are used but not declared, or declared but not used; a name that differs from the file's.
    ///
    /// Takes about 15 ms for each jq program.
    ///
    /// - Parameter jq: compiles and runs the programs.
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

    /// Returns the error of a program that exceeds its budget for an operator without any responses.
    ///
    /// Other failures say nothing about the program.
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
            // A program that cannot be run at all is reported when it is compiled.
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
