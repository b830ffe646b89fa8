import HelpDesk
import TestSupport
import Testing

@testable import ManagerLookup

/// An answer that no honest CRM gives, and what is to become of it.
struct LyingAnswer: Sendable, CustomTestStringConvertible {
    let name: String
    var format = AnswerReader.Format.json
    /// Any of them: some are at the border of what a client or a program takes.
    let results: Set<LookupReport.Result>
    let steps: @Sendable () -> [FaultServer.Step]

    var testDescription: String { name }

    static let all = sizes + numbers + texts + heads + bodies + documents

    private static func json(
        _ name: String, _ results: Set<LookupReport.Result>, _ text: @escaping @Sendable () -> String
    ) -> LyingAnswer {
        LyingAnswer(name: name, results: results) { .answer(text: text()) }
    }

    private static func xml(
        _ name: String, _ results: Set<LookupReport.Result>, _ text: @escaping @Sendable () -> String
    ) -> LyingAnswer {
        LyingAnswer(name: name, format: .xml, results: results) { .answer(text: text()) }
    }

    private static func many(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    private static let sizes = [
        json("5,000 managers", [.invalid]) {
            #"{"manager":["# + (1000..<6000).map { #"{"extension":"\#($0)"}"# }.joined(separator: ",") + "]}"
        },
        json("5,000 times the same manager", [.found]) {
            #"{"manager":["# + many(#"{"extension":"200"},"#, 5000) + #"{"extension":"200"}]}"#
        },
        json("200,000 brackets", [.invalid]) { many("[", 200_000) },
        json("objects within objects", [.invalid]) { many(#"{"manager":"#, 90_000) },
        json("60,000 members", [.notFound]) {
            "{" + (0..<60_000).map { "\"m\($0)\":0" }.joined(separator: ",") + "}"
        },
        json("the same member 60,000 times", [.found]) {
            "{" + many(#""manager":1,"#, 60_000) + #""manager":{"extension":"200"}}"#
        },
        json("a megabyte of spaces", [.notFound, .invalid]) { many(" ", 1_000_000) },
        json("more than a megabyte", [.invalid]) { "\"" + many("x", 1 << 20) + "\"" },
        json("a name of half a megabyte", [.found]) {
            #"{"manager":{"extension":"200","name":"a\#(many("\u{301}", 200_000))"}}"#
        },
        json("an extension of half a megabyte", [.invalid]) {
            #"{"manager":{"extension":"\#(many("9", 500_000))"}}"#
        },
    ]

    private static let numbers =
        [
            "99999999999999999999", "-99999999999999999999", "1e400", "-1e400", "1.7976931348623157e308", "5e-324",
            "-1",
            "0.5", "9007199254740993", "-0", "1e15", "18446744073709551616",
        ].map { number in json("the extension \(number)", [.invalid]) { #"{"manager":{"extension":\#(number)}}"# } } + [
            json("a number of 100,000 digits", [.invalid]) { #"{"manager":{"extension":\#(many("9", 100_000))}}"# },
            json("a number that is none", [.invalid]) { #"{"manager":{"extension":NaN}}"# },
        ]

    private static let texts = [
        json("half a surrogate pair", [.invalid]) { #"{"manager":{"extension":"\ud800"}}"# },
        json("a NUL in an extension", [.invalid]) { #"{"manager":{"extension":"20\u0000"}}"# },
        json("a line break for the manager interface", [.invalid]) {
            #"{"manager":{"extension":"200\r\nAction: Originate"}}"#
        },
        LyingAnswer(name: "bytes that are no UTF-8", results: [.invalid]) { .answer(body: [0x7B, 0xFF, 0x7D]) },
        LyingAnswer(name: "gzip of no JSON", results: [.invalid]) { .gzipped(zeros: 100_000) },
        LyingAnswer(name: "gzip of more than it seems", results: [.invalid]) { .gzipped(zeros: 20_000_000) },
    ]

    private static let heads = [
        LyingAnswer(name: "a header of 80 KiB", results: [.error]) {
            .answer(headers: [("X-Large", many("x", 80_000))], text: "{}")
        },
        LyingAnswer(name: "1,000 headers", results: [.error]) {
            .answer(headers: (0..<1000).map { ("X-\($0)", "x") }, text: "{}")
        },
        LyingAnswer(name: "interim answers without end", results: [.error]) {
            [.send(many("HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n", 5000)), .close]
        },
        LyingAnswer(name: "a status that is none", results: [.error]) { [.send("HTTP/1.1 99999 OK\r\n\r\n"), .close] },
        LyingAnswer(name: "a length beyond all numbers", results: [.error, .invalid]) {
            [.send("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{}"), .close]
        },
        LyingAnswer(name: "a length below zero", results: [.error, .invalid, .notFound]) {
            [.send("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}"), .close]
        },
        LyingAnswer(name: "a pause beyond all numbers", results: [.error]) {
            .answer(status: 429, headers: [("Retry-After", "99999999999999999999999")])
        },
        LyingAnswer(name: "a pause until the end of time", results: [.error]) {
            .answer(status: 503, headers: [("Retry-After", "Fri, 31 Dec 999999 23:59:59 GMT")])
        },
        LyingAnswer(name: "a pause of 30 KiB", results: [.error]) {
            .answer(status: 503, headers: [("Retry-After", many("9", 30_000))])
        },
        LyingAnswer(name: "a redirection to another host", results: [.error]) {
            .redirect(to: "http://169.254.169.254/latest")
        },
    ]

    private static let bodies = [
        LyingAnswer(name: "less than promised", results: [.error]) { .cutShort(promised: 100, text: "{}") },
        LyingAnswer(name: "a chunk of negative size", results: [.error]) {
            [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n"), .close]
        },
        LyingAnswer(name: "a chunk beyond all numbers", results: [.error, .invalid]) {
            [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\nhello\r\n"), .close]
        },
        LyingAnswer(name: "chunks without end", results: [.invalid]) {
            .chunked(chunks: 40, of: [UInt8](repeating: 0x20, count: 65_536))
        },
        LyingAnswer(name: "nothing", results: [.error]) { [.close] },
        LyingAnswer(name: "a broken connection", results: [.error]) { [.reset] },
    ]

    private static let documents = [
        xml("40,000 siblings", [.notFound]) { "<r>" + many("<a/>", 40_000) + "</r>" },
        xml("160,000 siblings", [.invalid]) { "<r>" + many("<a/>", 160_000) + "</r>" },
        xml("40,000 attributes", [.invalid]) { "<r " + (0..<40_000).map { "a\($0)='' " }.joined() + "/>" },
        xml("40,000 namespaces", [.invalid]) { "<r " + (0..<40_000).map { "xmlns:a\($0)='u' " }.joined() + "/>" },
        xml("300,000 levels", [.invalid]) { many("<a>", 300_000) },
        xml("180,000 references", [.notFound]) { "<r>" + many("&amp;", 180_000) + "</r>" },
        xml("comments without end", [.invalid]) { "<r>" + many("<!--", 200_000) },
        xml("sections without end", [.invalid]) { "<r>" + many("<![CDATA[", 100_000) },
        xml("entities that grow", [.invalid]) {
            "<!DOCTYPE r [<!ENTITY a 'x'>" + (0..<20).map { "<!ENTITY a\($0) '&a;&a;&a;&a;&a;&a;'>" }.joined()
                + "]><r>&a19;</r>"
        },
        xml("a file of ours", [.invalid]) { "<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><r>&a;</r>" },
        LyingAnswer(name: "a document type in UTF-16", format: .xml, results: [.invalid]) {
            .answer(body: [0xFF, 0xFE] + "<!DOCTYPE r [<!ENTITY a 'x'>]><r>&a;</r>".utf16.flatMap { [UInt8($0), 0] })
        },
        xml("an unknown encoding", [.invalid]) { "<?xml version='1.0' encoding='none'?><r/>" },
        xml("no document", [.invalid]) { "{}" },
        xml("21 managers", [.invalid]) {
            "<r>" + (200..<221).map { "<manager><extension>\($0)</extension></manager>" }.joined() + "</r>"
        },
    ]
}
