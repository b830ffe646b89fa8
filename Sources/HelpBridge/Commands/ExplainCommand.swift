import ArgumentParser
import Foundation
import HelpDesk

/// `helpbridge explain`: who would be rung and why, without ringing anybody.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Says who would be rung for an operator, and why, ringing nobody.")

    @OptionGroup var who: AskingOptions

    @Flag(help: "Print as JSON.")
    var json = false

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let client = try await server.client()
        let body = who.body
        do {
            let data = try await client.explain(body.compactMapValues(\.self))
            await client.close()
            if json {
                Console.print(String(decoding: data, as: UTF8.self))
            } else {
                print(try JSONDecoder().decode(Explanation.self, from: data))
            }
        } catch {
            await client.close()
            throw error
        }
    }

    private func print(_ explanation: Explanation) {
        Console.print(
            "\(explanation.operator) on \(explanation.route), department \(explanation.department), "
                + "\(explanation.mode.rawValue)")
        for report in explanation.lookup {
            let detail = [report.detail, report.message].compactMap(\.self).map { ": \($0)" }.joined()
            Console.print("asked \(report.source): \(report.result.rawValue) in \(report.milliseconds) ms\(detail)")
        }
        if explanation.ladder.isEmpty {
            Console.print("nobody would be rung: the operator hears that nobody is available")
        }
        for rung in explanation.ladder {
            let name = rung.name.map { " (\($0))" } ?? ""
            Console.print("\(rung.position). \(rung.extension)\(name), \(rung.source): \(rung.reason)")
        }
        for person in explanation.passedOver {
            let name = person.name.map { " (\($0))" } ?? ""
            Console.print("not \(person.extension)\(name), \(person.source): \(person.reason.words)")
        }
    }
}
