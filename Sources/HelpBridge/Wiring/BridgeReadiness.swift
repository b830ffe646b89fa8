import HelpDesk
import Storage
import Telephony
import WebAPI

/// Answers `/readyz` from the parts that a request cannot do without.
struct BridgeReadiness: ReadinessSource {
    let database: HelpDeskDatabase
    let pbx: any PBXStatusProvider

    func readiness() async -> Readiness {
        let status = pbx.status
        return Readiness(components: [
            await databaseComponent(),
            Readiness.Component("pbx", isUp: status.isConnected, detail: status.detail),
        ])
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
