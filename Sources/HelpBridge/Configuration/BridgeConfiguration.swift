import Administration
import Logging
import Speech
import Storage
import WebServer

/// What an installer sets in `helpbridge.yaml` or the environment, read and checked as a whole.
struct BridgeConfiguration: Sendable {
    struct HTTP: Sendable {
        struct TLS: Sendable {
            var certificateChain: String
            var privateKey: String
        }

        /// How a CRM's pages may use the bridge.
        struct Embed: Sendable {
            enum Keys: Sendable {
                case secret(String)
                /// The path of a JSON Web Key Set.
                case keySet(String)
            }

            /// `nil` embeds nothing.
            var keys: Keys?
            var issuer: String?
            var audience: String?
            /// Origins.
            var frameAncestors: [String] = []
            /// Origins.
            var corsOrigins: [String] = []
        }

        var host: String
        /// 0 takes any free port.
        var port: Int
        /// How the PBX reaches us; `nil` follows host and port.
        var publicURL: String?
        var tls: TLS?
        /// The addresses of proxies that say where a request comes from.
        var trustedProxies: [String] = []
        var limits = ServerLimits()
        var embed = Embed()
    }

    struct PBX: Sendable {
        enum Driver: String, Sendable, CaseIterable {
            case ari
            case ami
            case simulated
        }

        enum Prompts: String, Sendable, CaseIterable {
            case http
            case directory
        }

        struct ARI: Sendable {
            var url: String
            var application: String
            var username: String
            var password: String
        }

        struct AMI: Sendable {
            var host: String
            var port: Int
            var username: String
            var password: String
            /// The context of the dialplan in which our channels wait.
            var context: String
        }

        /// `main` where there is one PBX and nothing else is said.
        var id: String
        var driver: Driver
        /// How an extension is dialled; holds `{extension}`.
        var endpoint: String
        /// Whose state is asked, and whose live call is coached; holds `{extension}`. `nil`: the endpoint, where that is a
        /// device.
        var device: String?
        /// How an extension of another PBX is dialled; holds `{extension}`. `nil` where there is no way.
        var trunk: String?
        /// A regular expression: what may ever be dialled.
        var numbers: String
        var prompts: Prompts
        var promptDirectory: String
        var ari: ARI
        var ami: AMI
    }

    struct CRM: Sendable {
        /// A directory of mappings.
        var mappings: String
        /// All sources of a lookup together.
        var answerBudgetMilliseconds: Int
    }

    struct Prompts: Sendable {
        /// A directory.
        var cache: String
        /// In hertz.
        var sampleRate: Int
        /// Whether what does not depend on a request is rendered before anybody calls.
        var warm: Bool
        /// Owner and mode of the files.
        var access = FileAccess()
    }

    /// How the secrets in the database are kept, and which others may be referred to.
    struct Secrets: Sendable {
        var key = SecretKeySource.besideDatabase
        /// Where the configuration says so; `nil` where it says nothing.
        var keyPlace: String?
        var allow = SecretAllowance.nothing

        /// Whether the configuration itself holds the key.
        var isGiven: Bool { if case .given = key { true } else { false } }
    }

    struct Requests: Sendable {
        var expireAfterSeconds: Int
        /// How many helpers' phones may ring at the same time.
        var phonesAtOnce: Int
        var keepDays: Int
        /// Of the audit log.
        var auditKeepDays: Int
    }

    /// A PostgreSQL server that is used in the place of a file.
    struct DatabaseServer: Sendable {
        /// `postgresql://user@host1,host2/database?target_session_attrs=read-write`, as libpq reads it.
        var url: String
        /// Where the address has none.
        var password: String?
        /// How long a statement may take.
        var timeout = Duration.seconds(5)
    }

    var http: HTTP
    /// The path of the SQLite file; beside it is the key of the secrets, also of those in a server.
    var database: String
    /// `nil` keeps everything in the file.
    var databaseServer: DatabaseServer?
    var secrets = Secrets()
    /// What this bridge is called among others.
    var bridge: String
    /// For how long a PBX is a bridge's without being renewed, where there are several.
    var lease = Duration.seconds(1)
    /// At least one.
    var pbxs: [PBX]
    var crm: CRM
    /// A directory of voices.
    var voices: String
    /// The directory of what the web pages are made of.
    var pages: String
    var prompts: Prompts
    var requests: Requests
    /// The first API tokens, resolved.
    var tokens: [String]
    var logLevel: Logger.Level
    var logFormat = LogFormat.text
    /// What may be a slip of the hand, and may be meant as it is.
    var warnings: [String] = []
}
