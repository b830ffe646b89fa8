extension FallbackDialplan {
    /// Checks whether the PBX has these lines.
    ///
    /// - Parameter loaded: the version on the PBX; `nil` or empty for none.
    func finding(loaded: String?) -> PBXFinding {
        let remedy = "put the lines of `helpbridge pbx dialplan --fallback` into the dialplan, and reload it"
        switch loaded ?? "" {
        case version:
            return PBXFinding(.good, "a code that is dialled while the bridge is away rings the first helpers")
        case "":
            return PBXFinding(.note, "a code that is dialled while the bridge is away is hung up", remedy: remedy)
        default:
            return PBXFinding(
                .note,
                "the dialplan for a bridge that is away is older than the tables of operators, helpers and routes",
                remedy: remedy)
        }
    }
}
