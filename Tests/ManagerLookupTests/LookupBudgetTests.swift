import ConcurrencyPrimitives
import CurlHTTP
import Foundation
import HelpDesk
import Logging
import Testing

@testable import ManagerLookup

/// A mapping whose programs loop, or a CRM that makes them loop, costs one source its answer and nobody anything else.
@Suite("A lookup whose program needs too much", .timeLimit(.minutes(15)))
struct LookupBudgetTests {
    private static let sara = #"{"manager":{"extension":"200","name":"Sara Karimi"}}"#

    private func chain(answer: String, crm: String) throws -> LookupChain {
        let generic = try String(contentsOfFile: "\(Fixtures.mappings)/generic.yaml", encoding: .utf8)
        let client = ScriptedClient { request in
            .json(request.url.hasPrefix("http://second.test") ? Self.sara : crm)
        }
        return try Fixtures.chain(
            client, catalogue: Fixtures.catalogue(Fixtures.mapping(answer: answer.replacing("'", with: "''")), generic))
    }

    @Test(
        "A lookup whose program needs too much is an error that names the program, and the next source is asked",
        arguments: [
            ("def f: f; f", "{}"), ("[range(1e9)]", "{}"), ("\"x\" * 2e9 | length", "{}"), ("def f: 1 + f; f", "{}"),
            ("[range(.steps.m.body.extension | tonumber)]", #"{"extension":"99999999999999999999"}"#),
            ("last(range(.steps.m.body.extension | tonumber))", #"{"extension":"99999999999999999999"}"#),
        ])
    func overrun(answer: String, crm: String) async throws {
        let lookup = try await chain(answer: answer, crm: crm).managers(
            for: Fixtures.question(
                Fixtures.source("first", mapping: "test"), Fixtures.source("second", at: "http://second.test")))
        #expect(lookup.reports.map(\.result) == [.error, .found])
        let detail = try #require(lookup.reports.first?.detail)
        #expect(detail.hasPrefix("test.yaml:10: manager.answer: jq: ") && detail.contains("more than"), "\(detail)")
        #expect(lookup.candidates.map(\.extension) == ["200"])
    }

    @Test(
        "A lookup's program that has time enough is said to need too much memory",
        .disabled(if: Fixtures.isSanitized, "a sanitizer needs more memory than that"))
    func memory() async throws {
        let jq = JQPool(
            worker: Fixtures.worker, limits: JQLimits(milliseconds: 30_000, memoryMebibytes: 64),
            logger: .init(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let catalogue = try Fixtures.catalogue(Fixtures.mapping(answer: "def f: 1 + f; f"), jq: jq)
        let answer = try await Fixtures.chain(ScriptedClient(json: "{}"), catalogue: catalogue).managers(
            for: Fixtures.question(Fixtures.source("first", mapping: "test")))
        let detail = try #require(answer.reports.first?.detail)
        #expect(detail.contains("needed more than 64 MB of memory"), "\(detail)")
    }

    @Test("A lookup whose regular expression goes to and fro over what a CRM sends is an error")
    func backtracking() async throws {
        let spaces = String(repeating: " ", count: 20_000) + "("
        let names = Array(repeating: "\"\(spaces)\"", count: 8).joined(separator: ",")
        let answer = #"[.steps.m.body[] | capture("^(?<name>.*?) *\\((?<extension>[0-9]+)\\)$")]"#
        let lookup = try await chain(answer: answer, crm: "[\(names)]").managers(
            for: Fixtures.question(Fixtures.source("first", mapping: "test")))
        #expect(lookup.reports.map(\.result) == [.error], "\(lookup.reports)")
    }

    @Test("The shipped mapping for Kommo reads names with very many spaces within its budget")
    func kommo() async throws {
        let spaces = String(repeating: " ", count: 20_000)
        let users = (2..<20).map {
            #"{"id":\#($0),"name":"Sara\#(spaces)(","rights":{"group_id":5},"_embedded":{"roles":[{"name":"Manager"}]}}"#
        }
        let own = #"{"id":7,"name":"Ali","rights":{"group_id":5},"_embedded":{"roles":[]}}"#
        let client = ScriptedClient(json: #"{"_embedded":{"users":[\#(([own] + users).joined(separator: ","))]}}"#)
        let answer = try await Fixtures.chain(client).managers(
            for: Fixtures.question(Fixtures.source(mapping: "kommo", credentials: ["token": "t"])))
        #expect(answer.reports.map(\.result) == [.notFound], "\(answer.reports)")
    }

    @Test("Another source is answered while a lookup's program loops")
    func meanwhile() async throws {
        let jq = JQPool(
            worker: Fixtures.worker, limits: JQLimits(milliseconds: 3_000),
            logger: .init(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let generic = try String(contentsOfFile: "\(Fixtures.mappings)/generic.yaml", encoding: .utf8)
        let catalogue = try Fixtures.catalogue(Fixtures.mapping(answer: "def f: f; f"), generic, jq: jq)
        try await catalogue.prepare(["generic": [.manager]])
        let chain = try Fixtures.chain(ScriptedClient(json: Self.sara), catalogue: catalogue)
        let isOver = Locked(false)
        async let looping = {
            let answer = await chain.managers(for: Fixtures.question(Fixtures.source("first", mapping: "test")))
            isOver.withLock { $0 = true }
            return answer
        }()
        for number in 0..<20 {
            let answer = await chain.managers(
                for: Fixtures.question(operator: "\(300 + number)", Fixtures.source("second")))
            #expect(answer.reports.map(\.result) == [.found])
        }
        #expect(!isOver.withLock { $0 })
        #expect(await looping.reports.map(\.result) == [.error])
    }
}
