import Crypto
import CryptoExtras
import Foundation

/// A password's digest with its salt and its cost, such as `$scrypt$ln=15,r=8,p=3$<salt>$<digest>`; a digest with an
/// older cost stays valid.
public struct PasswordHash: Sendable, Equatable {
    /// The work and memory that one digest takes.
    public struct Cost: Sendable, Equatable {
        /// The binary logarithm of scrypt's `N`.
        public var logRounds: Int
        public var blockSize: Int
        public var parallelism: Int

        /// - Parameters: scrypt's `log2 N`, `r` and `p`; one digest takes `128 * N * r` bytes.
        public init(logRounds: Int, blockSize: Int, parallelism: Int) {
            self.logRounds = logRounds
            self.blockSize = blockSize
            self.parallelism = parallelism
        }

        /// 32 MiB, one of the costs that OWASP's Password Storage Cheat Sheet considers equivalent.
        public static let standard = Cost(logRounds: 15, blockSize: 8, parallelism: 3)

        /// Whether a stored digest may ask for it: a higher cost would occupy the machine.
        fileprivate var isBearable: Bool {
            (1...20).contains(logRounds) && (1...32).contains(blockSize) && (1...16).contains(parallelism)
        }
    }

    private static let digestSize = 32

    public let cost: Cost
    private let salt: Data
    private let digest: Data

    /// Digests a password; too slow for the cooperative pool.
    public init(_ password: String, cost: Cost = .standard) throws {
        var generator = SystemRandomNumberGenerator()
        salt = Data((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
        self.cost = cost
        digest = try Self.derive(password, salt, cost)
    }

    /// Reads a stored digest; `nil` if the text is not one.
    public init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt" else { return nil }
        var parameters: [Substring: Int] = [:]
        for parameter in parts[2].split(separator: ",") {
            let pair = parameter.split(separator: "=")
            guard pair.count == 2, let value = Int(pair[1]) else { return nil }
            parameters[pair[0]] = value
        }
        guard let logRounds = parameters["ln"], let blockSize = parameters["r"], let parallelism = parameters["p"],
            let salt = Data(base64Encoded: String(parts[3])), let digest = Data(base64Encoded: String(parts[4])),
            !salt.isEmpty, digest.count == Self.digestSize
        else { return nil }
        cost = Cost(logRounds: logRounds, blockSize: blockSize, parallelism: parallelism)
        guard cost.isBearable else { return nil }
        self.salt = salt
        self.digest = digest
    }

    /// The stored form.
    public var text: String {
        let parameters = "ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)"
        return "$scrypt$\(parameters)$\(salt.base64EncodedString())$\(digest.base64EncodedString())"
    }

    /// Digests a password in the same way and compares, in a time that reveals nothing about the digest.
    public func matches(_ password: String) throws -> Bool {
        SymmetricKey(data: try Self.derive(password, salt, cost)) == SymmetricKey(data: digest)
    }

    private static func derive(_ password: String, _ salt: Data, _ cost: Cost) throws -> Data {
        // The same letters, however a keyboard composes them.
        let bytes = Data(password.precomposedStringWithCanonicalMapping.utf8)
        let key = try KDF.Scrypt.deriveKey(
            from: bytes, salt: salt, outputByteCount: digestSize, rounds: 1 << cost.logRounds,
            blockSize: cost.blockSize, parallelism: cost.parallelism)
        return key.withUnsafeBytes { Data($0) }
    }
}
