import Foundation
import Testing
import WebEncoding

@Suite("Content codings")
struct ContentCodingTests {
    /// `{"operator":"101","id":"evt-1"}`, compressed by Python.
    private static let gzip: [UInt8] = [
        31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 202, 47, 72, 45, 74, 44, 201, 47, 82, 178, 82, 50, 52, 48, 84, 210,
        81,
        202, 76, 1, 50, 83, 203, 74, 116, 13, 149, 106, 1, 247, 132, 43, 117, 31, 0, 0, 0,
    ]
    private static let deflate: [UInt8] = [
        120, 156, 171, 86, 202, 47, 72, 45, 74, 44, 201, 47, 82, 178, 82, 50, 52, 48, 84, 210, 81, 202, 76, 1, 50, 83,
        203,
        74, 116, 13, 149, 106, 1, 155, 79, 9, 33,
    ]
    private static let text = #"{"operator":"101","id":"evt-1"}"#

    @Test("A body that was compressed is unpacked, and one that was not stays as it is")
    func decoded() throws {
        for coding in ["gzip", "x-gzip", "GZIP", " gzip "] {
            let bytes = try ContentCoding.decoded(Self.gzip, coding: coding, upTo: 1000)
            #expect(String(decoding: bytes, as: UTF8.self) == Self.text)
        }
        let bytes = try ContentCoding.decoded(Self.deflate, coding: "deflate", upTo: 1000)
        #expect(String(decoding: bytes, as: UTF8.self) == Self.text)
        for coding in [nil, "", "identity"] {
            #expect(try ContentCoding.decoded([1, 2], coding: coding, upTo: 1) == [1, 2])
        }
    }

    @Test("What gzip would not make shorter is left as it is")
    func incompressible() {
        #expect(ContentCoding.gzipped([]) == nil)
        #expect(ContentCoding.gzipped([1, 2, 3]) == nil)
    }

    @Test("What is compressed with gzip is shorter, and comes out of it as it was")
    func gzipped() throws {
        let text = [UInt8](repeating: 7, count: 1000)
        let short = try #require(ContentCoding.gzipped(text))
        #expect(short.count < 100)
        #expect(try ContentCoding.decoded(short, coding: "gzip", upTo: text.count) == text)
    }

    @Test(
        "A client gets gzip where it says that it takes it",
        arguments: [
            (nil, false), ("", false), ("br", false), ("gzip", true), ("br, GZIP", true), ("*", true),
            ("gzip;q=0", false), ("gzip; q=0.5", true),
        ] as [(String?, Bool)])
    func acceptance(_ header: String?, isAccepted: Bool) {
        #expect(ContentCoding.acceptsGzip(header) == isAccepted)
    }

    @Test("No more comes out of a compressed body than may, to the byte")
    func limit() throws {
        #expect(try ContentCoding.decoded(Self.gzip, coding: "gzip", upTo: Self.text.utf8.count).count == 31)
        #expect(throws: ContentCoding.Failure.tooLarge) {
            try ContentCoding.decoded(Self.gzip, coding: "gzip", upTo: Self.text.utf8.count - 1)
        }
    }

    @Test("A compressed body that is cut short, goes on behind its end, or is something else is refused")
    func malformed() {
        for (bytes, coding) in [
            (Array(Self.gzip.dropLast(12)), "gzip"), (Self.gzip + [1], "gzip"), (Array(Self.text.utf8), "gzip"),
            ([], "gzip"), ([0x1F, 0x8B], "deflate"),
        ] as [([UInt8], String)] {
            let error = #expect(throws: ContentCoding.Failure.self) {
                try ContentCoding.decoded(bytes, coding: coding, upTo: 1000)
            }
            guard case .malformed? = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
        #expect(throws: ContentCoding.Failure.unknown("br")) {
            try ContentCoding.decoded([1], coding: "br", upTo: 1000)
        }
        #expect(throws: ContentCoding.Failure.unknown("gzip,gzip")) {
            try ContentCoding.decoded([1], coding: "gzip, gzip", upTo: 1000)
        }
    }
}
