import ConcurrencyPrimitives
import Logging

/// An inquiry about phones at the PBXs.
///
/// A bridge that cannot reach a PBX that it does not own asks the owner instead.
struct PhoneInquiry: Sendable {
    /// The number of phones that a PBX is asked about at the same time; few, since calls matter more.
    private static let atOnce = 4

    private let ports: HelpDeskPorts
    private let logger: Logger

    init(_ ports: HelpDeskPorts, _ logger: Logger) {
        self.ports = ports
        self.logger = logger
    }

    /// Returns the state of a phone as its PBX knows it, if the answer comes in time.
    ///
    /// - Throws: `PBXError`; `unanswered` if the timeout passed.
    func state(of number: DialableNumber, within timeout: Duration) async throws(PBXError) -> DeviceState {
        let answer = await withDeadline(.now + timeout) { () -> Result<DeviceState, PBXError> in
            do throws(PBXError) {
                return .success(try await ports.pbxs[number.pbx].state(of: number))
            } catch {
                guard isLeftToOwner(error, on: number.pbx) else { return .failure(error) }
                let states = await askOwner(of: number.pbx, about: [number])
                return states[number.address].map { .success($0) } ?? .failure(error)
            }
        }
        guard let answer else { throw .unanswered("the phone's PBX did not report its state") }
        return try answer.get()
    }

    /// Returns the states of a PBX's phones, by extension; phones whose state is not reported are missing.
    ///
    /// - Parameter numbers: numbers of that PBX.
    func states(of numbers: some Sequence<DialableNumber>, on pbx: String?) async -> [String: DeviceState] {
        let numbers = Array(numbers)
        var found: [String: DeviceState] = [:]
        var left: [DialableNumber] = []
        for (number, answer) in await ask(pbx, about: numbers) {
            switch answer {
            case .success(let state): found[number.address] = state
            case .failure(let error) where isLeftToOwner(error, on: pbx): left.append(number)
            case .failure: break
            }
        }
        guard !left.isEmpty else { return found }
        return found.merging(await askOwner(of: pbx, about: left)) { here, _ in here }
    }

    /// Returns the states of phones as this bridge sees them.
    func statesHere(of numbers: [DialableNumber], on pbx: String?) async -> [String: DeviceState] {
        await ask(pbx, about: numbers).reduce(into: [:]) { found, answered in
            if case .success(let state) = answered.1 { found[answered.0.address] = state }
        }
    }

    /// Returns the phones configured on a PBX, as this bridge sees them.
    ///
    /// - Returns: `nil` if the PBX does not list them.
    func extensionsHere(on pbx: String?) async -> [PBXExtension]? {
        do throws(PBXError) {
            return try await (ports.pbxs[pbx] as? any ExtensionDirectory)?.extensions()
        } catch {
            logger.debug("the PBX does not list its phones", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// Returns the phones configured on a PBX, as its owner sees them.
    ///
    /// - Returns: `nil` if the owner does not answer, or this bridge owns the PBX.
    func extensionsAtOwner(of pbx: String?) async -> [PBXExtension]? {
        guard isLeftToOwner(.notConnected, on: pbx), case .extensions(let found)? = await askOwner(of: pbx, .extensions)
        else { return nil }
        return found
    }

    private func ask(
        _ pbx: String?, about numbers: [DialableNumber]
    ) async -> [(DialableNumber, Result<DeviceState, PBXError>)] {
        let driver = ports.pbxs[pbx]
        return await withTaskGroup(of: (DialableNumber, Result<DeviceState, PBXError>).self) { group in
            var rest = numbers[...]
            func next() {
                guard let number = rest.popFirst() else { return }
                group.addTask { (number, await answer(of: driver, about: number)) }
            }
            for _ in 0..<Self.atOnce { next() }
            var answers: [(DialableNumber, Result<DeviceState, PBXError>)] = []
            while let answer = await group.next() {
                answers.append(answer)
                next()
            }
            return answers
        }
    }

    private func answer(of pbx: any PBX, about number: DialableNumber) async -> Result<DeviceState, PBXError> {
        do throws(PBXError) {
            return .success(try await pbx.state(of: number))
        } catch {
            logger.debug("phone state is not known", metadata: ["extension": "\(number)", "error": "\(error)"])
            return .failure(error)
        }
    }

    /// Whether this bridge cannot ask the PBX, but another bridge might.
    private func isLeftToOwner(_ error: PBXError, on pbx: String?) -> Bool {
        error == .notConnected && ports.forwarding != nil && ports.ownership.tenure(of: pbx) == nil
    }

    private func askOwner(of pbx: String?, about numbers: [DialableNumber]) async -> [String: DeviceState] {
        let answer = await askOwner(of: pbx, .states(of: numbers.map(\.address)))
        guard case .states(let states)? = answer else { return [:] }
        return states
    }

    private func askOwner(of pbx: String?, _ order: OwnerOrder) async -> OwnerAnswer? {
        do {
            return try await ports.forwarding?.forward(order, on: pbx)
        } catch {
            if !Task.isCancelled {
                logger.debug("the owner of a PBX cannot be asked about phones", metadata: ["error": "\(error)"])
            }
            return nil
        }
    }
}
