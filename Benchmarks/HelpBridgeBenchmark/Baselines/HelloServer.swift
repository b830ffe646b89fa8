import ArgumentParser
import Foundation
import Hummingbird
import Logging

/// A web server that only says hello: the minimum cost of answering an HTTP request.
struct HelloServer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hello", abstract: "Says hello over HTTP, to be compared with.", shouldDisplay: false)

    func run() async throws {
        let router = Router()
        router.post("hello") { _, _ in "hello" }
        var logger = Logger(label: "hello")
        logger.logLevel = .error
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                // Not `print`: a reader of the pipe would wait for the buffer.
                let url = "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/hello"
                FileHandle.standardOutput.write(Data("\(url)\n".utf8))
            },
            logger: logger)
        try await application.runService()
    }
}
