import ConcurrencyPrimitives
import Dispatch
import Foundation
import HelpDesk
import JSON
import Testing

@testable import ManagerLookup

@Suite("The body of a webhook's delivery")
struct WebhookBodyTests {
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    private static let json = #"{"operator":"101","reason":"complaint","id":"case-1"}"#
    private static let complaint: [UInt8] = [0xD4, 0xDF, 0xC7, 0xED, 0xCA]
    private static let form = "application/x-www-form-urlencoded"
    /// As the generic mapping, with a token.
    private static let webhook = """
        {signature: {scheme: token, in: header, name: X-Case-Token},
          request: '{operator, customer, reason, deliveryId: .id, at: .at}'}
        """

    private func reading(
        _ body: [UInt8], type: String = "application/json", coding: String? = nil, webhook: String = webhook
    ) async throws -> WebhookReader.Reading {
        let yaml = Fixtures.mapping() + "\nwebhook: " + webhook
        let reader = WebhookReader(catalogue: try Fixtures.catalogue(yaml), resolveSecret: Fixtures.resolve)
        let endpoint = WebhookEndpoint(
            id: "main", mapping: "test", route: "*5003", secrets: [SecretReference("secret")])
        var headers = [(name: "X-Case-Token", value: "secret"), (name: "Content-Type", value: type)]
        if let coding { headers.append((name: "Content-Encoding", value: coding)) }
        let delivery = PostedWebhook(headers: headers, query: [:], body: body)
        let read = try await reader.read(delivery, at: endpoint)
        // What is kept of it is read in the same way, also when the mapping has changed.
        let kept = try #require(try await reader.masked(delivery, at: endpoint))
        #expect(String(validating: kept.body, as: UTF8.self) != nil)
        #expect(try await reader.reread(kept, at: endpoint) == read)
        return read
    }

    private func call(
        _ body: [UInt8], type: String = "application/json", coding: String? = nil
    ) async throws -> WebhookCall {
        guard case .call(let call) = try await reading(body, type: type, coding: coding) else { throw NotACall() }
        return call
    }

    private struct NotACall: Error {}

    private func refusal(
        _ body: [UInt8], type: String = "application/json", coding: String? = nil
    ) async -> WebhookRefusal? {
        do {
            _ = try await reading(body, type: type, coding: coding)
            return nil
        } catch {
            return error as? WebhookRefusal
        }
    }

    @Test("A webhook's body may begin with byte order marks, one or two, in JSON and in a form")
    func marks() async throws {
        for marks in [Self.mark, Self.mark + Self.mark] {
            let call = try await call(marks + Array(Self.json.utf8))
            #expect(call.operator == "101" && call.reason == "complaint" && call.deliveryId == "case-1")
            let form = try await self.call(
                marks + Array("operator=101&reason=complaint&id=case-3".utf8), type: Self.form)
            #expect(form.operator == "101" && form.reason == "complaint" && form.deliveryId == "case-3")
        }
        let encoded = try await call(Array("%EF%BB%BFoperator=101&reason=complaint".utf8), type: Self.form)
        #expect(encoded.operator == "101")
    }

    @Test("A webhook's body is read in the encoding that it declares, in JSON and in a form")
    func charsets() async throws {
        let json = Array(#"{"operator":"101","reason":""#.utf8) + Self.complaint + Array(#"","id":"case-1256-1"}"#.utf8)
        #expect(try await call(json, type: "application/json; charset=windows-1256").reason == "شكايت")
        let form = Array("operator=101&reason=%D4%DF%C7%ED%CA&id=case-1256-2".utf8)
        #expect(try await call(form, type: Self.form + "; charset=windows-1256").reason == "شكايت")
        let raw = Array("operator=101&reason=".utf8) + Self.complaint
        #expect(try await call(raw, type: Self.form + "; charset=\"Windows-1256\"").reason == "شكايت")
        let latin = Array(#"{"operator":"101","reason":"M"#.utf8) + [0xFC] + Array(#"ller"}"#.utf8)
        #expect(try await call(latin, type: "application/json;charset=ISO-8859-1").reason == "Müller")
        // Said unasked by many libraries, and not so.
        let utf8 = Array(#"{"operator":"101","reason":"شکایت"}"#.utf8)
        #expect(try await call(utf8, type: "application/json;charset=ISO-8859-1").reason == "شکایت")
        let windows = Array(#"{"operator":"101","reason":"شکایت مشتری"}"#.utf8)
        #expect(try await call(windows, type: "application/json; charset=windows-1256").reason == "شکایت مشتری")
    }

    @Test("A webhook's body in an undeclared or unknown encoding is refused rather than spoken wrongly")
    func unknownCharsets() async {
        let json = Array(#"{"operator":"101","reason":""#.utf8) + Self.complaint + Array(#""}"#.utf8)
        #expect(await refusal(json) == .unreadable("not UTF-8"))
        #expect(await refusal(json, type: "application/json; charset=utf-8") == .unreadable("not utf-8"))
        let unknown = await refusal(json, type: "application/json; charset=x-none")
        #expect(
            unknown
                == .unsupportedEncoding("the body is in the encoding x-none, which is not known here; send UTF-8"))
        let multipart = await refusal(json, type: "multipart/form-data; boundary=a")
        #expect(multipart == .unsupportedType("multipart/form-data"))
        #expect(multipart?.description.contains("application/x-www-form-urlencoded") == true)
    }

    @Test("A webhook's body may be compressed with gzip, and what cannot be unpacked is refused with the reason")
    func compressed() async throws {
        let gzip: [UInt8] = [
            31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 202, 47, 72, 45, 74, 44, 201, 47, 82, 178, 82, 50, 52, 48, 84,
            210,
            81, 202, 76, 1, 50, 83, 203, 74, 116, 13, 149, 106, 1, 247, 132, 43, 117, 31, 0, 0, 0,
        ]
        #expect(try await call(gzip, coding: "gzip").deliveryId == "evt-1")
        #expect(try await call(Array(Self.json.utf8), coding: "identity").operator == "101")
        #expect(await refusal(Array(gzip.dropLast(12)), coding: "gzip") == .unreadable("cut short"))
        #expect(
            await refusal(Array(Self.json.utf8), coding: "gzip") == .unreadable("not what its Content-Encoding says"))
        guard case .unsupportedEncoding(let said)? = await refusal(gzip, coding: "br") else {
            Issue.record("br is taken")
            return
        }
        #expect(said.contains("br") && said.contains("gzip"))
    }

    @Test("A compressed form is unpacked beside all tasks, however few its bytes are")
    func unpackedAside() async throws {
        let form: [UInt8] = [
            31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 203, 47, 72, 45, 74, 44, 201, 47, 178, 53, 52, 48, 84, 43,
            74, 77, 44, 206, 207, 179, 173, 0, 0, 53, 174, 145, 20, 21, 0, 0, 0,
        ]
        let yaml = Fixtures.mapping() + "\nwebhook: " + Self.webhook
        let reader = WebhookReader(catalogue: try Fixtures.catalogue(yaml), resolveSecret: Fixtures.resolve)
        let endpoint = WebhookEndpoint(
            id: "main", mapping: "test", route: "*5003", secrets: [SecretReference("secret")])
        @Sendable func read(_ body: [UInt8], _ more: (name: String, value: String)...) async throws -> String? {
            let headers = [(name: "X-Case-Token", value: "secret"), (name: "Content-Type", value: Self.form)] + more
            let delivery = PostedWebhook(headers: headers, query: [:], body: body)
            guard case .call(let call) = try await reader.read(delivery, at: endpoint) else { return nil }
            return call.operator
        }
        let gate = DispatchSemaphore(value: 0)
        let (busy, begin) = AsyncStream.makeStream(of: Void.self)
        let isRead = Locked(false)
        await withThrowingTaskGroup(of: Void.self) { group in
            // All threads for large bodies are busy.
            for _ in 0..<2 {
                group.addTask {
                    await ThreadPool.reading.complete {
                        begin.yield()
                        gate.wait()
                    }
                }
            }
            var threads = busy.makeAsyncIterator()
            for _ in 0..<2 { await threads.next() }
            group.addTask {
                let unpacked = try await read(form, (name: "Content-Encoding", value: "gzip"))
                #expect(unpacked == "101")
                isRead.withLock { $0 = true }
            }
            for _ in 0..<3 {
                // An error would leave the threads busy.
                let plain = try? await read(Array("operator=101".utf8))
                #expect(plain == "101")
            }
            #expect(!isRead.withLock { $0 })
            for _ in 0..<2 { gate.signal() }
        }
        #expect(isRead.withLock { $0 })
    }

    @Test("A webhook's body may hold ids of any length as numbers, and each of them stays what it is")
    func largeNumbers() async throws {
        func id(_ json: String) async throws -> String? {
            try await call(Array(#"{"operator":"101","id":\#(json)}"#.utf8)).deliveryId
        }
        for digits in [
            "6486202000000008002", "6486202000000008003", "1234567890123456", "9007199254740992", "9007199254740993",
            "99999999999999999999999", "18446744073709551616", "7",
        ] {
            #expect(try await id(digits) == digits)
        }
        #expect(try await id("1700000000.0") == "1700000000")
    }

    @Test("A webhook's body may give numbers with marks of direction and in the digits of all keyboards")
    func numbers() async throws {
        for text in ["\u{202A}101\u{202C}", "\u{200F}101", "\u{2068}۱۰۱\u{2069}", "１０１", "١٠١"] {
            #expect(try await call(Array(#"{"operator":"\#(text)"}"#.utf8)).operator == "101")
        }
    }

    @Test("A webhook may tell when help was asked for, in seconds, milliseconds or ISO 8601 with its zone")
    func times() async throws {
        let expected = Date(timeIntervalSince1970: 1_764_324_000)
        for text in [
            "1764324000", "1764324000000", #""1764324000""#, #""۱۷۶۴۳۲۴۰۰۰""#, #""2025-11-28T10:00:00Z""#,
            #""2025-11-28T13:30:00+03:30""#, #""2025-11-28 13:30:00.000+0330""#, #""2025-11-28T05:00-05:00""#,
        ] {
            let call = try await call(Array(#"{"operator":"101","at":\#(text)}"#.utf8))
            #expect(call.at == expected, "\(text)")
        }
        for text in ["null", "false", #""""#] {
            #expect(try await call(Array(#"{"operator":"101","at":\#(text)}"#.utf8)).at == nil)
        }
        for text in [
            "true", "{}", #""soon""#, #""2025-11-28T10:00:00""#, #""2025-02-30T10:00:00Z""#, #""2025-11-28""#,
            #""1e300""#,
            #""nan""#, #""2025-13-01T10:00:00Z""#, #""2025-11-28T25:00:00Z""#,
        ] {
            guard case .invalid(let reason, "at")? = await refusal(Array(#"{"operator":"101","at":\#(text)}"#.utf8))
            else {
                Issue.record("\(text) is taken")
                continue
            }
            #expect(reason.hasPrefix("at is neither"))
        }
    }
}
