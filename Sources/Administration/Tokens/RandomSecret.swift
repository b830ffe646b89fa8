/// Random bytes for secrets.
enum RandomSecret {
    /// - Parameter count: 32 are 256 bits, too many to be guessed.
    static func bytes(_ count: Int = 32) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
}
