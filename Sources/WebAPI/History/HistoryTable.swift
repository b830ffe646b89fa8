import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebEncoding
import WebServer

/// The history as a table for spreadsheets: CSV in UTF-8, generated one page of the history at a time.
struct HistoryTable: Sendable {
    private static let pageSize = 200
    private static let columns = [
        "id", "createdAt", "endedAt", "state", "outcome", "route", "operator", "department", "mode", "urgency",
        "customer", "reason", "manager", "managerName", "managerSource", "secondsToAnswer", "rung",
    ]

    let history: HistoryService

    /// - Throws: the error of the first page; if a later page fails, the connection is closed without completing the
    ///   response.
    func response(_ filter: HistoryFilter) async throws -> Response {
        let first = try await piece(filter, after: nil)
        let header = CSVRow.byteOrderMark + CSVRow.text(Self.columns)
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8; header=present",
                .contentDisposition: "attachment; filename=\"help-requests.csv\"",
            ],
            body: ResponseBody((text: header + first.text, next: first.next)) { place in
                try await piece(filter, after: place)
            })
    }

    private func piece(
        _ filter: HistoryFilter, after place: HelpRequestID?
    ) async throws -> ResponseBody.Piece<HelpRequestID> {
        let page = try await history.history(filter, after: place, limit: Self.pageSize)
        return (text: page.requests.map { CSVRow.text(Self.cells($0)) }.joined(), next: page.next)
    }

    static func cells(_ request: HelpRequest) -> [String] {
        let connectedAt = request.timeline.first { $0.state == .connected }?.at
        return [
            request.id.text, Timestamp.text(request.createdAt),
            request.state.isEnd ? Timestamp.text(request.updatedAt) : "", request.state.rawValue,
            request.outcome?.rawValue ?? "", request.route, request.operator, request.department,
            request.mode.rawValue, request.urgency.rawValue, request.customer ?? "", request.reason ?? "",
            request.manager?.extension ?? "", request.manager?.name ?? "", request.manager?.source.rawValue ?? "",
            connectedAt.map { seconds($0.timeIntervalSince(request.createdAt)) } ?? "", "\(request.attempts.count)",
        ]
    }

    /// Returns an interval with milliseconds; zero if the clock was set back in the meantime.
    private static func seconds(_ interval: TimeInterval) -> String {
        let milliseconds = max(0, (interval * 1000).saturated)
        let fraction = String(milliseconds % 1000)
        return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
    }
}
