import ArgumentParser
import Foundation

/// The source of a password: a terminal without echo, or standard input.
struct PasswordOptions: ParsableArguments {
    @Flag(help: "Reads the password from the first line of standard input.")
    var passwordStdin = false

    /// - Throws: `HelpBridgeError` if there is no password, or two different ones are typed.
    func read(for login: String) throws -> String {
        if passwordStdin {
            guard let line = try Self.line() else {
                throw HelpBridgeError.failed("standard input holds no password")
            }
            return line
        }
        guard isatty(STDIN_FILENO) == 1 else {
            throw HelpBridgeError.failed(
                "standard input is not a terminal; use --password-stdin")
        }
        let password = try Self.ask("Password for \(login): ")
        guard try Self.ask("Once more: ") == password else {
            throw HelpBridgeError.failed("the two passwords differ; nothing was changed")
        }
        return password
    }

    /// Asks on the terminal with its echo turned off, and restores it.
    static func ask(_ question: String) throws -> String {
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else {
            throw HelpBridgeError.failed("the terminal cannot be asked: \(String(cString: strerror(errno)))")
        }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            Console.show(question: "\n")
        }
        // Only now that the echo is off, because turning it off discards earlier input.
        Console.show(question: question)
        guard let line = try Self.line() else { throw HelpBridgeError.failed("no password was typed") }
        return line
    }

    /// Returns the next line of standard input, without its line ending and byte order mark.
    ///
    /// `readLine` replaces bytes that are not UTF-8, and nobody could type that password again.
    ///
    /// - Returns: `nil` at the end of input.
    /// - Throws: `HelpBridgeError` if the line is not UTF-8.
    private static func line() throws -> String? {
        var bytes: [UInt8] = []
        while true {
            var byte: UInt8 = 0
            let count = Glibc.read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            if count <= 0, bytes.isEmpty { return nil }
            guard count > 0, byte != UInt8(ascii: "\n") else { break }
            bytes.append(byte)
        }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        guard let line = String(validating: bytes, as: UTF8.self) else {
            throw HelpBridgeError.failed("standard input is not UTF-8")
        }
        return line
    }
}
