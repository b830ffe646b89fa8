import Administration
import HelpDesk
import ManagerLookup
import Speech
import Storage
import StoragePostgreSQL
import Telephony

/// Answers `/readyz` from the parts that requests depend on.
struct BridgeReadiness: ReadinessSource {
    let database: any SQLDatabase
    let helpDesk: HelpDeskService
    /// The id of this bridge.
    let bridge: String
    let drivers: PBXDrivers
    /// Returns the owner of a PBX; `nil` if this bridge owns all of them.
    let owners: (@Sendable (_ id: String) -> SubjectOwner?)?
    let callCenter: any CallCenterSource
    let lookups: LookupChain
    let mappings: MappingCatalogue
    let webhooks: WebhookEndpoints
    let faults: SettingFaults
    let studio: VoiceStudio

    func readiness() async -> Readiness {
        let pbxs = drivers.entries.map { readiness(of: $0.id, $0.driver.status) }
        return Readiness(
            components: [await databaseComponent(), clockComponent()] + pbxComponents(pbxs)
                + [await studio.readiness(for: callCenter.current.routes.values)] + sourceComponents()
                + webhookComponents() + subscriptionComponents(),
            pbxs: pbxs.map { Readiness.PBX(id: $0.id, isUp: $0.isUp, owner: $0.owner) }, bridge: bridge)
    }

    /// The status of a PBX, whichever bridge follows it.
    private struct PBXReadiness {
        var id: String
        var isUp: Bool
        var detail: String?
        /// The owner; `nil` while no bridge owns the PBX.
        var owner: String?
    }

    private func readiness(of id: String, _ status: PBXStatus) -> PBXReadiness {
        guard let owners else {
            return PBXReadiness(id: id, isUp: status.isConnected, detail: status.detail, owner: bridge)
        }
        let owner = owners(id)
        guard let owner, owner.bridge != bridge else {
            let detail = owner == nil ? "no bridge owns it" : status.detail
            return PBXReadiness(
                id: id, isUp: owner != nil && status.isConnected, detail: detail, owner: owner?.bridge)
        }
        let detail = owner.isConnected ? "followed by \(owner.bridge)" : "\(owner.bridge) is not connected to it"
        return PBXReadiness(id: id, isUp: owner.isConnected, detail: detail, owner: owner.bridge)
    }

    /// Returns the PBXs' components.
    ///
    /// If there are several, requests on the others are still served while one is down, so the bridge is down only
    /// without all of them.
    private func pbxComponents(_ pbxs: [PBXReadiness]) -> [Readiness.Component] {
        guard pbxs.count > 1 else {
            return pbxs.map { Readiness.Component(.pbx, isUp: $0.isUp, detail: $0.detail) }
        }
        let down = pbxs.filter { !$0.isUp }.map(\.id)
        let detail = down.isEmpty ? nil : "not connected: \(down.joined(separator: ", "))"
        return [Readiness.Component(.pbx, isUp: down.count < pbxs.count, detail: detail)]
            + pbxs.map {
                Readiness.Component(.onePBX($0.id), isUp: $0.isUp, detail: $0.detail)
            }
    }

    /// Reports endpoints that accept no deliveries, such as one whose secret cannot be read.
    ///
    /// Anybody may read this, so the reason is only logged.
    private func webhookComponents() -> [Readiness.Component] {
        webhooks.faults().sorted { $0.key < $1.key }.map { id, _ in
            Readiness.Component(
                .webhook(id), isUp: false, detail: "it cannot accept deliveries as configured; see the log")
        }
    }

    /// Reports subscriptions that cannot be notified.
    private func subscriptionComponents() -> [Readiness.Component] {
        faults.ofSubscriptions().sorted { $0.key < $1.key }.map { id, _ in
            Readiness.Component(
                .subscription(id), isUp: false, detail: "it cannot be notified as configured; see the log")
        }
    }

    /// A source counts as down while its circuit is open (it has failed too often recently, or asked for a pause),
    /// where a secret or a file of it cannot be read, and where its mapping cannot be used.
    private func sourceComponents() -> [Readiness.Component] {
        let sources = callCenter.current.sources
        let open = lookups.openCircuits(of: sources.values)
        let faults = faults.ofSources()
        return sources.sorted { $0.key < $1.key }.map { id, source in
            var detail = open.contains(id) ? "it has failed too often recently" : nil
            // What is wrong with it is in the log, and not for anybody who asks.
            if faults[id] != nil { detail = "it cannot be asked as configured; see the log" }
            if mappings.fault(of: source.mapping) != nil { detail = "its mapping \(source.mapping) cannot be used" }
            return Readiness.Component(.source(id), isUp: detail == nil, detail: detail)
        }
    }

    private func databaseComponent() async -> Readiness.Component {
        do {
            try await database.checkAccess()
        } catch StorageError.unreachable {
            return Readiness.Component(.database, isUp: false, detail: "the database's server does not answer")
        } catch {
            return Readiness.Component(.database, isUp: false, detail: "the database cannot be read")
        }
        do {
            try await database.checkWriting()
            let waiting = helpDesk.requestsNotStored
            guard waiting > 0 else { return Readiness.Component(.database, isUp: true) }
            return Readiness.Component(
                .database, isUp: false, isDegraded: true,
                detail: "decisions of \(waiting) open help requests are not stored yet; nobody is rung for them")
        } catch StorageError.servedElsewhere {
            return Readiness.Component(
                .database, isUp: false, detail: "another bridge serves from the database: this one ends")
        } catch StorageError.diskFull {
            return Readiness.Component(
                .database, isUp: false, isDegraded: true,
                detail: "the disk of the database is full: no help request can be taken")
        } catch StorageError.notInPlace {
            return Readiness.Component(
                .database, isUp: false, isDegraded: true,
                detail: "the file of the database was moved or removed: no help request can be taken")
        } catch StorageError.busy {
            return Readiness.Component(
                .database, isUp: false, isDegraded: true,
                detail: "another program holds the database locked: no help request can be taken")
        } catch {
            return Readiness.Component(
                .database, isUp: false, isDegraded: true,
                detail: "the database cannot be written: no help request can be taken")
        }
    }

    /// Reports an implausible clock: requests are served anyway, but nothing old is removed.
    private func clockComponent() -> Readiness.Component {
        let isUp = database.clock.reading.isPlausible
        return Readiness.Component(
            .clock, isUp: isUp, detail: isUp ? nil : "the clock cannot be believed: nothing old is removed")
    }
}
