import Administration
import Foundation
import HelpDesk
import Logging
import Storage
import Telephony

/// The people and routes of the demo.
enum SampleCallCenter {
    /// Returns a call-centre file like those that administrators write.
    static func yaml(crm: SampleCRM) -> String {
        """
        departments:
          - {id: support, name: پشتیبانی, parent: management,
             helpers: [{extension: "200", name: سارا کریمی}, {extension: "201", name: رضا محمدی}]}
          - {id: sales, name: Sales, parent: management, helpers: [{extension: "210", name: Emma Brown}]}
          - {id: management, name: مدیریت, helpers: [{extension: "300", name: نسرین احمدی}]}
          - {id: night, name: شیفت شب, helpers: [{extension: "250", name: حسین رستمی}]}
        operators:
          - {extension: "101", name: علی رضایی, department: support}
          - {extension: "102", name: مریم حسینی, department: support}
          - {extension: "103", name: John Smith, department: sales}
          - {extension: "104", name: پروین کاظمی, department: night}
          - {extension: "105", name: لیلا نوری, department: support}
        sources:
          - {id: crm, mapping: generic, baseURL: "\(crm.url)", timeoutMilliseconds: 800,
             credentials: {token: "\(crm.token)"}}
        routes:
          - {code: "*5003", name: کمک پشتیبانی, detection: crm, sources: [crm], voice: fa}
          - {code: "*5004", name: Sales help, detection: department, voice: en}
        """
    }

    /// Loads the sample into a new database.
    static func load(into path: String, crm: SampleCRM, parts: BridgeParts, logger: Logger) async throws {
        let database = try await SQLiteDatabase.open(at: path)
        try await database.closing {
            let store = try await SQLCallCenterStore(database: database, logger: logger)
            let file = try CallCenterFile(
                yaml: yaml(crm: crm), name: "sample call centre",
                context: parts.context(existing: CallCenter(), stored: CallCenter()))
            _ = try await store.apply(file.callCenter, prune: false, dryRun: false)
        }
    }

    /// Creates a PBX with phones that act by themselves, including unknown ones, as for a user's own call centre.
    ///
    /// 199 is switched off, 260 does not answer, 261 talks at length, and 105 is on the phone with a customer, so that
    /// their manager joins that call.
    static func simulatedPBX(access: PBXAccess = PBXAccess(), logger: Logger) -> SimulatedPBX {
        var logger = logger
        logger.logLevel = .warning
        // When they record a sound, they keep it.
        let answers = PhoneScript(.answers(after: .milliseconds(1500)), verdict: "1")
        let manager = PhoneScript.answers(after: .seconds(2), talksFor: .seconds(6))
        let pbx = SimulatedPBX(
            phones: [
                "101": answers, "102": answers, "103": answers, "104": answers, "105": answers, "200": manager,
                "201": manager,
                "210": manager, "300": manager, "250": .declines(after: .seconds(2)), "260": .noAnswer,
                "261": .answers(after: .seconds(2), talksFor: .seconds(30)), "199": .offline,
            ], unknownPhone: manager, access: access, logger: logger)
        pbx.beginLiveCall(phone: "105")
        return pbx
    }
}
