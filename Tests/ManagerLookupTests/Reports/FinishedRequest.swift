import Foundation
import HelpDesk

/// Finished help requests, as they are stored.
enum FinishedRequest {
    /// Operator 101, helped by Sara at 200 after 12 seconds, for 125 seconds.
    static func helped() throws -> HelpRequest {
        try decode(
            """
            "state": "completed", "outcome": "helped", "manager": {"extension": "200", "name": "Sara", "source": "crm:main"},
            "attempts": [{"extension": "200", "result": "answered", "milliseconds": 3000}], "reason": "complaint",
            "updatedAt": "2026-11-28T10:02:17Z", "timeline": [
              {"state": "accepted", "at": "2026-11-28T10:00:00Z"}, {"state": "connected", "at": "2026-11-28T10:00:12Z"},
              {"state": "completed", "at": "2026-11-28T10:02:17Z"}]
            """)
    }

    /// Nobody came to operator 101 within 55 seconds.
    ///
    /// - Parameter more: members beside the usual ones, each with a comma behind it.
    static func missed(_ more: String = "") throws -> HelpRequest {
        try decode(
            """
            \(more) "state": "unavailable", "outcome": "no_answer", "attempts": [{"extension": "200", "result": "no_answer"}],
            "updatedAt": "2026-11-28T10:00:55Z", "timeline": [
              {"state": "accepted", "at": "2026-11-28T10:00:00Z"}, {"state": "unavailable", "at": "2026-11-28T10:00:55Z"}]
            """)
    }

    /// It still rings.
    static func open() throws -> HelpRequest {
        try decode(
            """
            "state": "ringing_manager", "updatedAt": "2026-11-28T10:00:03Z", "timeline": []
            """)
    }

    private static func decode(_ members: String) throws -> HelpRequest {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(
            HelpRequest.self,
            from: Data(
                """
                {"id": "0193f0aa-0000-7000-8000-000000000001", "route": "*5003", "operator": "101",
                 "department": "support", "mode": "whisper", "customer": "+982112345678", "urgency": "normal",
                 "createdAt": "2026-11-28T10:00:00Z", \(members)}
                """.utf8))
    }
}
