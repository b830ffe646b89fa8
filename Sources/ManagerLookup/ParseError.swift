/// The reason why a text cannot be parsed.
struct ParseError: Error, Equatable {
    /// The description, which quotes nothing from the text.
    let problem: String
}
