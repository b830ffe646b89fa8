import ConcurrencyPrimitives
import Foundation
import NIOCore
import ProgramTestSupport
import TestSupport

extension ScaleLab {
    /// Makes both, with trunks and phones that are registered, lets a scenario play, and takes them down.
    ///
    /// - Throws: a cancellation of the test, with the reason, on a machine that cannot have it.
    static func run(_ scenario: (ScaleLab) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("hb-live-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        // Both versions, unless one is chosen.
        let versions = [AsteriskVersion.tried.first ?? .sixteen, AsteriskVersion.tried.last ?? .twentyTwo]
        let numbers = Self.numbers
        let here = try await PBXLab.start(versions[0], in: directory, phones: numbers[0])
        let there: PBXLab
        do {
            there = try await LiveCallCenter.secondLab(versions[1], in: directory, phones: numbers[1], besides: here)
        } catch {
            try await here.stop()
            throw error
        }
        let labs = [here, there]
        var phones: [[String: SIPPhone]] = [[:], [:]]
        var relays: [String: [TCPRelay]] = [:]
        var failure: (any Error)?
        do {
            let seen = Locked<[ScaleOrder]>([])
            relays = try await relay(to: labs, seen)
            for (index, lab) in labs.enumerated() { phones[index] = try await register(numbers[index], at: lab) }
            try await scenario(
                ScaleLab(labs: labs, desks: try desks(phones), relays: relays, seen: seen))
        } catch {
            failure = error
        }
        for phone in phones.joined() { await phone.value.stop() }
        for relay in relays.values.joined() { try await relay.stop() }
        for lab in labs { try await lab.stop() }
        if let failure { throw failure }
    }

    /// The extensions on each: the operators 101 to 103 (104 to 106), the first two's customers 901 and 902 (904 and
    /// 905), the helpers 301 to 303 (304 to 306) of the operators there, and 201 to 203 (204 to 206) of those on the
    /// other.
    private static let numbers = [0, 1].map { pbx in
        let (own, others) = (3 * pbx + 1, 3 * (1 - pbx) + 1)
        return (own..<own + 3).flatMap { ["10\($0)", "30\($0)"] } + (own..<own + 2).map { "90\($0)" }
            + (others..<others + 3).map { "20\($0)" }
    }

    private static func register(_ numbers: [String], at lab: PBXLab) async throws -> [String: SIPPhone] {
        var phones: [String: SIPPhone] = [:]
        for number in numbers {
            let phone = try await SIPPhone.start(
                extension: number, registrar: lab.sipPort, behaviour: .answer(afterMilliseconds: 100))
            phones[number] = phone
            try await phone.register()
        }
        return phones
    }

    private static func desks(_ phones: [[String: SIPPhone]]) throws -> [Desk] {
        try (1...6).map { number in
            let pbx = (number - 1) / 3
            let suffixes = ["", "@shiraz"]
            guard let own = phones[pbx]["10\(number)"], let first = phones[1 - pbx]["20\(number)"],
                let second = phones[pbx]["30\(number)"]
            else { throw BridgeFailure(description: "a phone of desk \(number) is missing") }
            let customer = phones[pbx]["90\(number)"]
            return Desk(
                caller: ScaleOperator(
                    number: "10\(number)\(suffixes[pbx])", route: customer == nil ? callCode : liveCode),
                phone: own, customer: customer,
                helpers: [("20\(number)\(suffixes[1 - pbx])", first), ("30\(number)\(suffixes[pbx])", second)])
        }
    }

    /// Between each bridge and each Asterisk, one that sees what is ordered.
    private static func relay(to labs: [PBXLab], _ seen: Locked<[ScaleOrder]>) async throws -> [String: [TCPRelay]] {
        var relays: [String: [TCPRelay]] = [:]
        for bridge in ScaleSite.bridges {
            for (pbx, lab) in zip(["main", "shiraz"], labs) {
                let relay = try await TCPRelay.start(to: lab.ariPort) { piece in
                    // A bridge sends a request in one piece, as its connection waits for the answer before.
                    guard let line = String(buffer: piece).split(separator: "\r\n").first else { return }
                    let words = line.split(separator: " ")
                    guard words.count == 3, words[1].hasPrefix("/ari/"),
                        let order = ScaleOrder(
                            by: bridge, at: pbx, method: words[0], path: words[1].dropFirst("/ari/".count),
                            received: .now)
                    else { return }
                    seen.withLock { $0.append(order) }
                }
                relays[bridge, default: []].append(relay)
            }
        }
        return relays
    }
}
