import Administration
import Foundation
import NIOCore
import Testing
import WebTestSupport

@testable import HelpDesk
@testable import WebAPI

@Suite("What those who follow events are told")
struct EventListenerTests {
    private let request = HelpRequest(
        id: HelpRequestID(), route: "*5003", operator: "101", department: "support", createdAt: Date())

    private func listener(_ view: RequestView, followsOneRequest: Bool = false) -> EventListener {
        EventListener(view, FakeCallCenter(), followsOneRequest: followsOneRequest, position: nil)
    }

    /// - Parameter modes: of supervisors who have come.
    private func change(
        _ revision: Int64, _ modes: [CallMode] = [], isOver: Bool = false
    ) -> HelpRequestSignal {
        var request = self.request
        request.supervisors = modes.map { SupervisorVisit(extension: "200", name: "Sara", mode: $0, at: Date()) }
        if isOver { request.enter(.completed, at: Date()) }
        return .change(HelpRequestChange(revision: revision, request: request))
    }

    /// The lines before the data, each text of one signal.
    private func heads(_ signals: [HelpRequestSignal], to listener: EventListener) throws -> [String?] {
        var listener = listener
        return try signals.map { signal in
            try listener.text(of: signal).map { buffer in
                String(buffer: buffer).components(separatedBy: "data:")[0]
                    .trimmingCharacters(in: .newlines)
            }
        }
    }

    @Test("An operator is told neither that somebody listens secretly, nor the revisions by which they would know it")
    func operators() throws {
        let signals: [HelpRequestSignal] = [
            change(5), .position(5), change(7, [.listen]), .position(7), change(8), .position(8), .position(9),
            change(10, [.listen, .whisper]), .position(10), .quiet, change(12, isOver: true), .position(12),
        ]
        let event = "event: help-request"
        #expect(
            try heads(signals, to: listener(.extensions(["101"]))) == [
                event, "id: 5", nil, nil, nil, nil, "id: 9", event, "id: 10", ":", "id: 12\n\(event)", nil,
            ])
    }

    @Test("An operator who follows one request is told no revision of it before its end")
    func oneRequest() throws {
        let signals = [change(5), .position(5), change(7, [.listen]), .position(7), change(12, isOver: true)]
        let event = "event: help-request"
        #expect(
            try heads(signals, to: listener(.extensions(["101"]), followsOneRequest: true)) == [
                event, nil, nil, nil, "id: 12\n\(event)",
            ])
    }

    @Test(
        "Whoever may know who listens is told of each commit, with its revision",
        arguments: [
            RequestView.all, .departments(["support"]),
        ])
    func supervisors(view: RequestView) throws {
        let signals = [change(5), .position(5), change(7, [.listen]), .position(7), change(8)]
        let event = "event: help-request"
        #expect(
            try heads(signals, to: listener(view)) == [
                "id: 5\n\(event)", nil, "id: 7\n\(event)", nil, "id: 8\n\(event)",
            ])
    }
}
