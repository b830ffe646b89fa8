import ConcurrencyPrimitives
import CurlHTTP
import HelpDesk
import JSON
import Testing

@testable import ManagerLookup

@Suite("The content of an answer")
struct AnswerReaderTests {
    /// «علی» in windows-1256.
    private static let ali: [UInt8] = [0xDA, 0xE1, 0xED]

    private func read(
        _ bytes: [UInt8], as reader: AnswerReader, type: String? = nil
    ) async throws -> JSONTree {
        let headers = type.map { [HTTPHeader("content-type", $0)] } ?? []
        return try await reader.read(
            HTTPResponse(status: 200, headers: headers, body: bytes), at: "m", until: .now + .seconds(60)
        ).value()
    }

    private func problem(_ bytes: [UInt8], as reader: AnswerReader, type: String) async -> String? {
        do {
            _ = try await read(bytes, as: reader, type: type)
            return nil
        } catch let failure as LookupFailure {
            return failure.detail
        } catch {
            return "\(error)"
        }
    }

    @Test(
        "An answer in a declared encoding is converted, in every format",
        arguments: ["windows-1256", "\"WINDOWS-1256\""])
    func declared(charset: String) async throws {
        let json = Array("{\"a\":\"".utf8) + Self.ali + Array("\"}".utf8)
        #expect(
            try await read(json, as: .json, type: "application/json; charset=\(charset)")
                == .object(["a": .text("علي")]))
        let xml = Array("<a>".utf8) + Self.ali + Array("</a>".utf8)
        #expect(
            try await read(xml, as: AnswerReader(format: .xml), type: "text/xml;charset=\(charset)")
                == .object(["a": .text("علي")]))
        #expect(
            try await read(Self.ali, as: AnswerReader(format: .text), type: "text/plain; charset=\(charset)")
                == .text("علي"))
    }

    @Test("An answer in UTF-16 is read as declared, also without a mark and where every byte could be UTF-8")
    func bareUTF16() async throws {
        let json = #"{"extension":"200"}"#.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        for charset in ["utf-16le", "UTF-16LE"] {
            #expect(
                try await read(json, as: .json, type: "application/json; charset=\(charset)")
                    == .object(["extension": .text("200")]))
        }
    }

    @Test("An answer that is UTF-8 JSON is taken as such, whatever it declares")
    func lyingType() async throws {
        let json = Array(#"{"a":"علی"}"#.utf8)
        for type in ["application/json; charset=ISO-8859-1", "text/html; charset=nonsense", nil] {
            #expect(try await read(json, as: .json, type: type) == .object(["a": .text("علی")]))
        }
        // A byte order mark counts for more than what is declared.
        let marked: [UInt8] = [0xFF, 0xFE] + "سلام".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(
            try await read(marked, as: AnswerReader(format: .text), type: "text/plain; charset=utf-8")
                == .text("سلام"))
    }

    @Test("An answer that cannot be decoded is refused with the reason")
    func unreadable() async throws {
        let bytes = Array("\"".utf8) + Self.ali + Array("\"".utf8)
        #expect(await problem(bytes, as: .json, type: "application/json") == "m: the answer is not UTF-8")
        #expect(
            await problem(bytes, as: .json, type: "application/json; charset=x-none")
                == "m: the answer is in the encoding x-none, which is not known here; send UTF-8")
        #expect(
            await problem([0x81], as: AnswerReader(format: .text), type: "text/plain; charset=utf-8")
                == "m: the answer is not utf-8")
    }

    @Test("A large answer is read beside all tasks, so that it holds up nobody: whoever gives it up is let go at once")
    func besideTasks() async throws {
        let large = Array(("[" + String(repeating: " ", count: ThreadPool.worthIt) + "]").utf8)
        let reading = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            // What is read in place heeds no cancellation.
            let small = try await read(Array("[]".utf8), as: .json)
            #expect(small == .array([]))
            await #expect(throws: CancellationError.self) { _ = try await read(large, as: .json) }
        }
        try await reading.value
        #expect(try await read(large, as: .json) == .array([]))
    }

    @Test("An answer read as text is a text, and an empty one is null")
    func text() async throws {
        let reader = AnswerReader(format: .text)
        #expect(try await read(Array("101,200\r\n".utf8), as: reader) == .text("101,200\r\n"))
        #expect(try await read([], as: reader) == .null)
        #expect(try await read([0xEF, 0xBB, 0xBF, 0x61], as: reader) == .text("a"))
    }

    @Test("An answer of comma-separated lines names a manager")
    func commaSeparated() async throws {
        let yaml = Fixtures.mapping(
            request: "{path: list.csv, format: text}",
            answer: "first(.operator.extension as $e | .steps.m.body | csv[] | select(.[0] == $e)) | "
                + "{extension: .[1], name: .[2]}")
        let client = ScriptedClient { _ in
            HTTPResponse(status: 200, body: Array("100,300,\"x\"\r\n101,200,\"Karimi, Sara\"\r\n".utf8))
        }
        let answer = try await Fixtures.chain(client, catalogue: Fixtures.catalogue(yaml)).managers(
            for: Fixtures.question(Fixtures.source(mapping: "test")))
        #expect(answer.candidates == [Candidate(extension: "200", name: "Karimi, Sara", source: .crm("main"))])
        let sent = try #require(client.requests.first)
        #expect(sent.headers.contains(HTTPHeader("Accept", "text/plain, text/csv, */*;q=0.5")))
        // gzip is asked for, and undone within the limit.
        #expect(sent.acceptsCompression && sent.maximumBodyBytes == 1 << 20)
    }
}
