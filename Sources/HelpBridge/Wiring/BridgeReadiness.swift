import HelpDesk
import ManagerLookup
import Storage
import Telephony
import WebAPI

/// Answers `/readyz` from the parts that a request cannot do without.
struct BridgeReadiness: ReadinessSource {
    let database: HelpDeskDatabase
    let pbx: any PBXStatusProvider
    let callCenter: any CallCenterSource
    let lookups: LookupChain

    func readiness() async -> Readiness {
        let status = pbx.status
        return Readiness(
            components: [
                await databaseComponent(),
                Readiness.Component("pbx", isUp: status.isConnected, detail: status.detail),
            ] + sourceComponents())
    }

    /// A source counts as down while its circuit is open: it has failed too often of late, or asked for a pause.
    private func sourceComponents() -> [Readiness.Component] {
        let open = lookups.openCircuits
        return callCenter.current.sources.keys.sorted().map { id in
            let isUp = !open.contains(id)
            return Readiness.Component(
                "source:\(id)", isUp: isUp, detail: isUp ? nil : "it has failed too often of late", isRequired: false)
        }
    }

    private func databaseComponent() async -> Readiness.Component {
        do {
            try await database.checkAccess()
            return Readiness.Component("database", isUp: true)
        } catch {
            return Readiness.Component("database", isUp: false, detail: "the database cannot be read")
        }
    }
}
