import Testing

@testable import HelpDesk

@Suite("The trace that a request belongs to, as the W3C has it")
struct TraceContextTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let span = "00f067aa0ba902b7"
    private static let usual = "00-\(trace)-\(span)-01"

    @Test("A traceparent is read, and written in version 00 with the flags that are known")
    func good() throws {
        let context = try #require(TraceContext(traceparents: [Self.usual]))
        #expect(context.traceID == Self.trace && context.spanID == Self.span && context.state == nil)
        #expect(context.traceparent == Self.usual)
        for (text, flags) in [("00-\(Self.trace)-\(Self.span)-ff", "03"), ("00-\(Self.trace)-\(Self.span)-08", "00")] {
            #expect(TraceContext(traceparents: [text])?.traceparent == "00-\(Self.trace)-\(Self.span)-\(flags)")
        }
        // A later version may say more; what is known of it counts.
        for text in [
            "cc-\(Self.trace)-\(Self.span)-01-what-the-future-will-be-like", "cc-\(Self.trace)-\(Self.span)-01",
        ] {
            #expect(TraceContext(traceparents: [text])?.traceparent == Self.usual)
        }
    }

    @Test(
        "A malformed traceparent is as none",
        arguments: [
            "", "00", usual + "-x", usual + "x", String(usual.dropLast()), "ff" + usual.dropFirst(2),
            "0x" + usual.dropFirst(2), usual.uppercased(), "00-\(String(repeating: "0", count: 32))-\(span)-01",
            "00-\(trace)-0000000000000000-01", "00-\(trace)-\(span)-0g", "00_\(trace)_\(span)_01",
            "cc-\(trace)-\(span)-01.what-the-future-will-be-like", "00-\(trace)-\(span)-01,", "٠٠-\(trace)-\(span)-01",
        ])
    func malformed(text: String) {
        #expect(TraceContext(traceparents: [text], tracestates: ["a=1"]) == nil)
    }

    @Test("Two traceparents are as none")
    func several() {
        #expect(TraceContext(traceparents: [Self.usual, Self.usual]) == nil)
        #expect(TraceContext(traceparents: []) == nil)
    }

    @Test(
        "The tracestate is passed on, the lists of several fields as one",
        arguments: [
            (["a=1,b=2"], "a=1,b=2"), (["a=1", "b=2"], "a=1,b=2"), (["a=1 ,\tb=2,,"], "a=1,b=2"),
            (["t61rcwkgmzevdp@system=x y"], "t61rcwkgmzevdp@system=x y"), (["1a-_*/=:;"], "1a-_*/=:;"),
        ])
    func state(fields: [String], expected: String) {
        #expect(TraceContext(traceparents: [Self.usual], tracestates: fields)?.state == expected)
    }

    @Test(
        "A malformed tracestate is left out, and the trace goes on",
        arguments: [
            [""], ["a"], ["=1"], ["a="], ["A=1"], ["a=1,a=2"], ["a=1", "a=2"], ["a =1"], ["a=b=c"], ["é=1"], ["a=é"],
            [(0..<33).map { "k\($0)=1" }.joined(separator: ",")],
        ])
    func malformedState(fields: [String]) throws {
        let context = try #require(TraceContext(traceparents: [Self.usual], tracestates: fields))
        #expect(context.state == nil && context.traceparent == Self.usual)
    }

    @Test("Of a tracestate that is too long the long entries go first, then the last ones")
    func longState() {
        let long = "long=" + String(repeating: "x", count: 200)
        let short = (0..<20).map { "k\($0)=" + String(repeating: "y", count: 20) }
        let context = TraceContext(traceparents: [Self.usual], tracestates: [([long] + short).joined(separator: ",")])
        #expect(context?.state == short.joined(separator: ","))
        let many = (0..<32).map { "k\($0)=" + String(repeating: "y", count: 20) }
        let cut = TraceContext(traceparents: [Self.usual], tracestates: [many.joined(separator: ",")])?.state
        #expect(cut?.hasPrefix("k0=") == true && (480...512).contains(cut?.utf8.count ?? 0))
    }

    @Test("A step of our own is in the same trace, with another id and the same tracestate")
    func child() throws {
        let context = try #require(TraceContext(traceparents: [Self.usual], tracestates: ["a=1"]))
        let child = context.child()
        #expect(child.traceID == context.traceID && child.spanID != context.spanID && child.state == "a=1")
        #expect(TraceContext(traceparents: [child.traceparent], tracestates: ["a=1"]) == child)
        #expect(child.fields.map(\.name) == ["traceparent", "tracestate"])
    }
}
