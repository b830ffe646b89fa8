import Logging
import TestSupport
import Testing

@testable import WebServer

@Suite struct ConnectionLimitTests {
    @Test("That no more connections are let in is told once, and so is that there is room again")
    func told() {
        let log = LogRecorder()
        var limit = ConnectionLimit(20, logger: log.logger)
        for _ in 0..<19 { limit.connectionOpened() }
        #expect(limit.isAcceptingNewConnections() && log.lines.isEmpty)
        for _ in 0..<3 {
            limit.connectionOpened()
            #expect(!limit.isAcceptingNewConnections())
            limit.connectionClosed()
        }
        #expect(log.messages(at: .warning).count == 1 && log.messages(at: .notice).isEmpty)
        limit.connectionClosed()
        #expect(log.messages(at: .notice).count == 1)
        for _ in 0..<2 { limit.connectionOpened() }
        #expect(log.messages(at: .warning).count == 2)
    }
}
