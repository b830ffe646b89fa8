import Testing
import WebEncoding

@Suite("Text of a declared encoding")
struct CharacterEncodingTests {
    private func text(_ bytes: [UInt8], _ charset: String?, upTo limit: Int = 1000) throws -> String {
        String(decoding: try CharacterEncoding.utf8(bytes, charset: charset, upTo: limit), as: UTF8.self)
    }

    @Test("Byte order marks before a text are taken off it, one or several")
    func marks() throws {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        for marks in [[], mark, mark + mark, mark + mark + mark] {
            #expect(try text(marks + Array("علی".utf8), nil) == "علی")
            #expect(try text(marks + Array("a".utf8), "UTF-8") == "a")
        }
        #expect(try text([0xFF, 0xFE, 0x61, 0x00, 0x39, 0x06], nil) == "aع")
        #expect(try text([0xFE, 0xFF, 0x00, 0x61, 0x06, 0x39], "utf-8") == "aع")
    }

    @Test("What old Windows programs send is converted as they declare it")
    func declared() throws {
        let complaint: [UInt8] = [0xD4, 0xDF, 0xC7, 0xED, 0xCA]
        for name in ["windows-1256", "WINDOWS-1256", "cp1256"] { #expect(try text(complaint, name) == "شكايت") }
        #expect(try text([0x4D, 0xFC, 0x6C, 0x6C, 0x65, 0x72], "iso-8859-1") == "Müller")
        #expect(try text([0x61, 0x00], "utf-16le") == "a")
    }

    @Test(
        "Text of no declared encoding is UTF-8, UTF-16 by its zeros, and else the code page of Persian Windows",
        arguments: [
            (Array("a;عل".utf8), "a;عل"), ([0x61, 0x00, 0x3B, 0x00, 0x39, 0x06], "a;ع"),
            ([0x00, 0x61, 0x00, 0x3B, 0x06, 0x39], "a;ع"), ([0xFF, 0xFE, 0x39, 0x06], "ع"),
            ([0x61, 0x3B, 0xDA, 0xE1, 0xED], "a;علي"), ([], ""),
        ])
    func guessed(_ bytes: [UInt8], _ text: String) throws {
        #expect(String(decoding: try CharacterEncoding.utf8(guessing: bytes, upTo: 100), as: UTF8.self) == text)
    }

    @Test("The last letter of a text is not kept back, to which an accent might be added")
    func composed() throws {
        #expect(try text([0xF9, 0xEC, 0xE5, 0xED], "windows-1255") == "שלום")
        #expect(try text(Array("Lan".utf8), "windows-1258") == "Lan")
    }

    @Test("UTF-8 that is announced as ISO-8859-1, as many libraries do unasked, stays UTF-8")
    func unasked() throws {
        #expect(try text(Array("شکایت".utf8), "ISO-8859-1") == "شکایت")
        #expect(try text(Array("شکایت".utf8), "us-ascii") == "شکایت")
    }

    @Test("Text that is not of its encoding, of an unknown one, or of one that hides things is refused by name")
    func refused() {
        func failure(_ bytes: [UInt8], _ charset: String?, upTo limit: Int = 1000) -> CharacterEncoding.Failure? {
            do throws(CharacterEncoding.Failure) {
                _ = try CharacterEncoding.utf8(bytes, charset: charset, upTo: limit)
                return nil
            } catch {
                return error
            }
        }
        #expect(failure([0xD4, 0xDF], nil) == .malformed("UTF-8"))
        #expect(failure([0xFF], "windows-1253") == .malformed("windows-1253"))
        for name in [
            "x-none", "UTF-7", "ISO-2022-CN-EXT", "UTF-8//TRANSLIT", "../x", "", String(repeating: "a", count: 100),
        ] {
            #expect(failure([0x61], name) == .unknown(String(name.prefix(40))))
        }
        #expect(failure([UInt8](repeating: 0xD4, count: 100), "windows-1256", upTo: 150) == .tooLong)
        #expect(failure([UInt8](repeating: 0x61, count: 100), nil, upTo: 99) == .tooLong)
    }

    @Test("A Content-Type is told apart into what it is and its charset")
    func mediaType() {
        let type = MediaType("Application/JSON ; Charset=\"Windows-1256\"")
        #expect(type.essence == "application/json" && type.charset == "Windows-1256" && type.isJSON)
        #expect(MediaType("application/problem+json").isJSON && !MediaType("text/json").isJSON)
        #expect(MediaType("text/plain; charset=").charset == nil && MediaType("").essence.isEmpty)
    }
}
