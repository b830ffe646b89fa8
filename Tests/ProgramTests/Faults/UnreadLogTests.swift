import CurlHTTP
import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

/// The program itself, whose log goes into a pipe that is full.
@Suite("A log that nobody reads", .timeLimit(.minutes(10)))
struct UnreadLogTests {
    @Test("A bridge whose log nobody reads answers as ever, and ends when it is told to")
    func unread() async throws {
        let program = try ProgramRunner()
        let pipe = program.directory.appendingPathComponent("errors").path
        #expect(mkfifo(pipe, 0o600) == 0)
        // Open at both ends, so that the bridge can open it, and never read.
        let descriptor = open(pipe, O_RDWR | O_CLOEXEC)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        try await program.serve(ProgramRunner.smallCallCenter) { bridge in
            try await BridgeAPI.with(bridge.url) { api in
                // Each is a line of the log, which a pipe of 64 KB has no room for.
                for _ in 0..<1_000 {
                    let unknown = ["operator": "999", "route": "*5003"]
                    let response = try await api.send(.post, "/v1/help-requests", unknown)
                    #expect(response.status == 422)
                }
                var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                #expect(poll(&room, 1, 0) == 0, "the pipe is not full")
                let request = try await api.request(operator: "101", route: "*5003")
                #expect(try await api.request(request.id).id == request.id)
            }
        }
    }
}
