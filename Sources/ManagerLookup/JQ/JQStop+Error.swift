extension JQStop {
    /// Returns the error for the caller: a mapping error if the program exceeded its budget, a lookup failure if it
    /// could not be run.
    func error(at program: JQProgram, _ limits: JQLimits) -> any Error {
        let origin = program.origin
        func budget(_ problem: String) -> ManagerLookupError {
            .budget(file: origin.file, line: origin.line, field: origin.field, problem: problem)
        }
        switch self {
        case .tookTooLong:
            return budget("took more than \(limits.milliseconds) ms; bound its loops and regular expressions")
        case .tooMuchMemory:
            return budget("needed more than \(limits.memoryMebibytes) MB of memory; bound its loops and recursion")
        case .tooMuchOutput:
            return budget("gave more than \(limits.outputMebibytes) MB; take less of the answer")
        case .tooMuchInput:
            return budget("would run over more than \(limits.inputMebibytes) MB; let the steps ask for less")
        case .crashed:
            return budget("crashed jq; limit its recursion and the nesting of its output")
        case .noTimeLeft:
            return LookupFailure.timeout("\(origin.field): no time left")
        case .silent:
            return LookupFailure.notRun("\(origin): no jq worker has answered")
        case .tooMany:
            return LookupFailure.notRun("\(origin): too many programs wait to be run")
        case .unavailable(let reason):
            return LookupFailure.notRun("\(origin): jq cannot be run: \(reason)")
        }
    }
}
