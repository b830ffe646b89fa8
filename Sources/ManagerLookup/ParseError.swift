/// Why a text is not what it should be.
struct ParseError: Error, Equatable {
    /// Quotes nothing of the text.
    let problem: String
}
