import Foundation
import Testing

@testable import Administration

@Suite("Passwords")
struct PasswordHashTests {
    private static let cost = PasswordHash.Cost(logRounds: 4, blockSize: 1, parallelism: 1)

    @Test("A password's digest knows it, however its letters are composed, and no other")
    func matching() throws {
        let hash = try PasswordHash("pässword آزمون", cost: Self.cost)
        #expect(try hash.matches("pa\u{308}ssword آزمون"))
        #expect(try !hash.matches("pässword آزمو"))
        #expect(try !hash.matches(""))
    }

    @Test("A password's digest that was stored is read with its own cost, and two of one password differ")
    func storing() throws {
        let first = try PasswordHash("correct horse", cost: Self.cost)
        let second = try PasswordHash("correct horse", cost: Self.cost)
        #expect(first.text != second.text)
        #expect(first.text.hasPrefix("$scrypt$ln=4,r=1,p=1$"))
        let read = try #require(PasswordHash(first.text))
        #expect(read == first)
        #expect(try read.matches("correct horse"))
    }

    @Test("A password's digest is scrypt's: a vector of RFC 7914, section 12")
    func vector() throws {
        // The first 32 of the 64 bytes of N=1024, r=8, p=16, "password", "NaCl": PBKDF2 makes them independently.
        let digest = Data(
            hexadecimal: "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162")
        let salt = Data("NaCl".utf8).base64EncodedString()
        let hash = try #require(PasswordHash("$scrypt$ln=10,r=8,p=16$\(salt)$\(digest.base64EncodedString())"))
        #expect(try hash.matches("password"))
        #expect(try !hash.matches("Password"))
    }

    @Test(
        "What is no digest of a password, or asks for more than the machine can bear, is none",
        arguments: [
            "", "plain", "$scrypt$", "$scrypt$ln=4,r=1,p=1$AAAA$AAAA", "$bcrypt$ln=4,r=1,p=1$AAAA$\(digest)",
            "$scrypt$ln=30,r=8,p=1$AAAA$\(digest)", "$scrypt$ln=4,r=1$AAAA$\(digest)",
            "$scrypt$ln=4,r=1,p=1$$\(digest)", "$scrypt$ln=x,r=1,p=1$AAAA$\(digest)",
        ])
    func unreadable(text: String) {
        #expect(PasswordHash(text) == nil)
    }

    private static let digest = Data(repeating: 1, count: 32).base64EncodedString()

    @Test("More passwords than may wait are refused at once, and the others are served")
    func busy() async throws {
        let hasher = PasswordHasher(
            cost: .init(logRounds: 14, blockSize: 8, parallelism: 1), atOnce: 1, maximumWaiting: 2)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { (try? await hasher.hash("password")) != nil } }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(outcomes.contains(true))
        #expect(outcomes.contains(false))
        #expect(try await hasher.matches("x", nil) == false)
    }

    @Test("Signing in somebody who does not exist costs as much as a wrong password")
    func unknown() async throws {
        let cost = PasswordHash.Cost(logRounds: 13, blockSize: 8, parallelism: 1)
        let hasher = PasswordHasher(cost: cost)
        let known = try PasswordHash("right", cost: cost).text
        // The time of the processor: how long it takes by the clock depends on what else the machine does.
        func work(_ text: String?) async throws -> Int {
            var least = Int.max
            for _ in 0..<5 {
                let start = clock()
                #expect(try await hasher.matches("wrong", text) == false)
                least = min(least, clock() - start)
            }
            return least
        }
        let (wrong, missing) = (try await work(known), try await work(nil))
        #expect(missing > wrong / 3 && missing < wrong * 3, "wrong \(wrong), missing \(missing)")
    }

    @Test("A password is long enough, and not the login")
    func faults() {
        #expect(!UserDraft.passwordFaults("123456789", login: "ali").isEmpty)
        #expect(!UserDraft.passwordFaults("ALI.REZAEI", login: "ali.rezaei").isEmpty)
        #expect(!UserDraft.passwordFaults(String(repeating: "x", count: 257), login: "ali").isEmpty)
        #expect(UserDraft.passwordFaults("1234567890", login: "ali").isEmpty)
    }
}

extension Data {
    fileprivate init(hexadecimal text: String) {
        var bytes: [UInt8] = []
        var rest = Substring(text)
        while !rest.isEmpty {
            bytes.append(UInt8(rest.prefix(2), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
        self.init(bytes)
    }
}
