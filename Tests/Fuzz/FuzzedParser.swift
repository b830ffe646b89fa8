/// Something that reads what outsiders send.
protocol FuzzedParser {
    /// As it is called on the command line; also that of its folder of inputs.
    static var name: String { get }

    /// Reads one input. Whatever it is, nothing may trap, hang or grow without bound, and what the parser promises of
    /// its results must hold: a broken promise is a `precondition`.
    static func read(_ input: [UInt8])
}
