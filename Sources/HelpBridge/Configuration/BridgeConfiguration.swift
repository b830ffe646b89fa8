import Administration
import Logging
import Speech
import Storage
import WebServer

/// The settings of `helpbridge.yaml` and the environment, read and checked as a whole.
struct BridgeConfiguration: Sendable {
    struct HTTP: Sendable {
        struct TLS: Sendable {
            var certificateChain: String
            var privateKey: String
        }

        /// The settings for the use of the bridge by a CRM's pages.
        struct Embed: Sendable {
            enum Keys: Sendable {
                case secret(String)
                /// The path of a JSON Web Key Set.
                case keySet(String)
            }

            /// The keys; `nil` disables embedding.
            var keys: Keys?
            var issuer: String?
            var audience: String?
            /// The origins that may show the panel in a frame.
            var frameAncestors: [String] = []
            /// The origins that may call the API.
            var corsOrigins: [String] = []
        }

        var host: String
        /// The port; 0 picks any free port.
        var port: Int
        /// The address at which the PBX reaches the bridge; `nil` derives it from host and port.
        var publicURL: String?
        var tls: TLS?
        /// The addresses of proxies that report the client's address.
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

        /// The PBX's id; `main` for a single PBX in `pbx`.
        var id: String
        var driver: Driver
        /// The template for dialling an extension; contains `{extension}`.
        var endpoint: String
        /// The template for the device whose state is read and whose live calls are coached; contains `{extension}`.
        ///
        /// `nil` for the endpoint, if that is a device.
        var device: String?
        /// The template for dialling an extension of another PBX; contains `{extension}`.
        ///
        /// `nil` if other PBXs cannot be reached.
        var trunk: String?
        /// The regular expression for the numbers that may be dialled.
        var numbers: String
        var prompts: Prompts
        var promptDirectory: String
        var ari: ARI
        var ami: AMI
    }

    struct CRM: Sendable {
        /// The directory of mappings.
        var mappings: String
        /// The time limit for all sources of a lookup together.
        var answerBudgetMilliseconds: Int
    }

    struct Prompts: Sendable {
        /// The directory of the cache.
        var cache: String
        /// The sample rate in hertz.
        var sampleRate: Int
        /// Whether prompts that do not depend on a request are rendered in advance.
        var warm: Bool
        /// The owner and mode of the files.
        var access = FileAccess()
    }

    /// The protection of the secrets in the database, and the other secrets that settings may refer to.
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
        /// The number of helpers' phones that may ring at the same time.
        var phonesAtOnce: Int
        var keepDays: Int
        /// The retention of the audit log, in days.
        var auditKeepDays: Int
    }

    /// A PostgreSQL server that is used instead of a file.
    struct DatabaseServer: Sendable {
        /// The address in libpq's form: `postgresql://user@host1,host2/database?target_session_attrs=read-write`.
        var url: String
        /// The password, if the address has none.
        var password: String?
        /// The time limit for a statement.
        var timeout = Duration.seconds(5)
    }

    var http: HTTP
    /// The path of the SQLite file; the key of the secrets is next to it, even if a server is used.
    var database: String
    /// The server; `nil` stores everything in the file.
    var databaseServer: DatabaseServer?
    var secrets = Secrets()
    /// The id of this bridge among others.
    var bridge: String
    /// How long a bridge owns a PBX without renewal, if there are several bridges.
    var lease = Duration.seconds(1)
    /// The PBXs, at least one.
    var pbxs: [PBX]
    var crm: CRM
    /// The directory of voices.
    var voices: String
    /// The directory of the web pages' files.
    var pages: String
    var prompts: Prompts
    var requests: Requests
    /// The first API tokens, resolved.
    var tokens: [String]
    var logLevel: Logger.Level
    var logFormat = LogFormat.text
    /// Warnings about settings that may be mistakes or intended.
    var warnings: [String] = []
}
