// swift-tools-version: 6.2

import PackageDescription

// Debug info takes as long to compile as the program itself: set HELPBRIDGE_DEBUGGER to generate it. SwiftPM needs the
// index only for our own tests.
let isForDebugger = Context.environment["HELPBRIDGE_DEBUGGER"] != nil
let quick: [SwiftSetting] =
    isForDebugger
    ? [] : [.unsafeFlags(["-Xfrontend", "-gnone", "-index-ignore-system-modules"], .when(configuration: .debug))]

let strict: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .treatAllWarnings(as: .error),
    ] + quick

// Sound is processed sample by sample: without the optimiser, the tests would take minutes longer, and the first prompt
// of a debug build seconds.
let strictAndOptimized = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

// Twice as fast as the default linker. In a release build it packs the 200,000 addresses that the loader has to
// relocate, which saves five megabytes per process.
let linker: [LinkerSetting] = [
    .unsafeFlags(["-use-ld=lld"]),
    .unsafeFlags(["-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"], .when(configuration: .release)),
]

extension Target.Dependency {
    static let argumentParser: Self = .product(name: "ArgumentParser", package: "swift-argument-parser")
    static let configuration: Self = .product(name: "Configuration", package: "swift-configuration")
    static let coreMetrics: Self = .product(name: "CoreMetrics", package: "swift-metrics")
    static let crypto: Self = .product(name: "Crypto", package: "swift-crypto")
    static let cryptoExtras: Self = .product(name: "CryptoExtras", package: "swift-crypto")
    static let dequeModule: Self = .product(name: "DequeModule", package: "swift-collections")
    static let grdb: Self = .product(name: "GRDB", package: "GRDB.swift")
    static let heapModule: Self = .product(name: "HeapModule", package: "swift-collections")
    static let histogram: Self = .product(name: "Histogram", package: "hdrhistogram-swift")
    static let httpTypes: Self = .product(name: "HTTPTypes", package: "swift-http-types")
    static let hummingbird: Self = .product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdCore: Self = .product(name: "HummingbirdCore", package: "hummingbird")
    static let hummingbirdTesting: Self = .product(name: "HummingbirdTesting", package: "hummingbird")
    static let jwtKit: Self = .product(name: "JWTKit", package: "jwt-kit")
    static let logging: Self = .product(name: "Logging", package: "swift-log")
    static let metrics: Self = .product(name: "Metrics", package: "swift-metrics")
    static let mustache: Self = .product(name: "Mustache", package: "swift-mustache")
    static let nioCore: Self = .product(name: "NIOCore", package: "swift-nio")
    static let nioEmbedded: Self = .product(name: "NIOEmbedded", package: "swift-nio")
    static let nioHTTP1: Self = .product(name: "NIOHTTP1", package: "swift-nio")
    static let nioHTTPTypes: Self = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
    static let nioHTTPTypesHTTP1: Self = .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
    static let nioPosix: Self = .product(name: "NIOPosix", package: "swift-nio")
    static let nioSSL: Self = .product(name: "NIOSSL", package: "swift-nio-ssl")
    static let nioWebSocket: Self = .product(name: "NIOWebSocket", package: "swift-nio")
    static let serviceLifecycle: Self = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let unixSignals: Self = .product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let yams: Self = .product(name: "Yams", package: "Yams")
}

let package = Package(
    name: "HelpBridge",
    products: [
        .executable(name: "helpbridge", targets: ["HelpBridge"]),
        .executable(name: "helpbridge-benchmark", targets: ["HelpBridgeBenchmark"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // Leaf modules: each does one thing, and knows nothing about help requests.
        .target(name: "JSON", swiftSettings: strict),
        // YAML and JSON as a tree that knows the location of each value.
        .target(
            name: "LocatedYAML", dependencies: ["JSON", .yams],
            swiftSettings: strict),
        .target(name: "WebEncoding", dependencies: ["CZlib"], swiftSettings: strict),
        // Tables as .xlsx files.
        .target(name: "Spreadsheets", dependencies: ["CXLSXWriter"], swiftSettings: strict),
        .target(name: "Files", dependencies: ["CFileStatus"], swiftSettings: strict),
        .target(
            name: "ConcurrencyPrimitives",
            dependencies: ["CLinux", .dequeModule],
            swiftSettings: strict),

        // The domain: no I/O, no third-party protocol.
        .target(
            name: "HelpDesk",
            dependencies: [
                "ConcurrencyPrimitives", "WebEncoding", .heapModule, .logging, .metrics, .serviceLifecycle,
            ],
            swiftSettings: strict),

        // The application layer: permissions, settings, sounds, deliveries; rules and ports, no I/O.
        .target(
            name: "Administration",
            dependencies: [
                "ConcurrencyPrimitives", "HelpDesk", "LocatedYAML", "WebEncoding", .crypto, .cryptoExtras, .logging,
                .serviceLifecycle,
            ],
            swiftSettings: strict),

        // Our own worker processes, for work that could hang or crash the bridge.
        .target(name: "WorkerProcesses", swiftSettings: strict),

        // Adapters: each knows HelpDesk and one external system.
        .target(
            name: "CurlHTTP", dependencies: ["CCurl", "ConcurrencyPrimitives", .dequeModule],
            swiftSettings: strict),
        // The PostgreSQL client: connections, statements, errors; knows no tables.
        .target(
            name: "PostgreSQL",
            dependencies: ["ConcurrencyPrimitives", "CPQ", .dequeModule],
            swiftSettings: strict),
        .target(
            name: "ManagerLookup",
            dependencies: [
                "Administration", "CJQ", "ConcurrencyPrimitives", "CurlHTTP", "HelpDesk", "JSON", "LocatedYAML",
                "WebEncoding", "WorkerProcesses", .crypto, .dequeModule, .logging, .metrics,
            ],
            swiftSettings: strict),
        .target(
            name: "Speech",
            dependencies: [
                "Administration", "CEbur128", "CEspeakNG", "ConcurrencyPrimitives", "CSndFile", "CSoxr", "Files",
                "HelpDesk", "LocatedYAML", "WebEncoding", "WorkerProcesses", .crypto, .dequeModule, .logging,
                .serviceLifecycle,
            ],
            swiftSettings: strictAndOptimized),
        .target(
            name: "Telephony",
            dependencies: [
                "ConcurrencyPrimitives", "HelpDesk", "JSON", "WebEncoding", .crypto, .heapModule, .logging, .nioCore,
                .nioHTTP1, .nioPosix, .nioWebSocket, .serviceLifecycle,
            ],
            swiftSettings: strict),
        .target(
            name: "Storage",
            dependencies: [
                "Administration", "ConcurrencyPrimitives", "Files", "HelpDesk", "JSON", "LocatedYAML", "WebEncoding",
                .crypto, .grdb, .logging, .metrics, .serviceLifecycle,
            ],
            swiftSettings: strict),
        // The same ports on a PostgreSQL server, for several bridges. Storage shares its code with it at package level.
        .target(
            name: "StoragePostgreSQL",
            dependencies: [
                "Administration", "ConcurrencyPrimitives", "HelpDesk", "LocatedYAML", "PostgreSQL", "Storage",
                .logging, .serviceLifecycle,
            ],
            swiftSettings: strict),
        // The HTTP server and its content: each module knows those above it.
        .target(
            name: "WebServer",
            dependencies: [
                "Administration", "ConcurrencyPrimitives", "HelpDesk", "JSON", "LocatedYAML", "WebEncoding", .crypto,
                .httpTypes, .hummingbird, .hummingbirdCore, .jwtKit, .logging, .metrics, .nioCore, .nioHTTP1,
                .nioHTTPTypes, .nioSSL, .serviceLifecycle,
            ],
            swiftSettings: strict),
        .target(
            name: "WebAPI",
            dependencies: [
                "Administration", "ConcurrencyPrimitives", "HelpDesk", "JSON", "LocatedYAML", "WebEncoding",
                "WebServer", .coreMetrics, .crypto, .httpTypes, .hummingbird, .hummingbirdCore, .logging, .nioCore,
            ],
            resources: [.embedInCode("OpenAPI/openapi.yaml")],
            swiftSettings: strict),
        .target(
            name: "WebPages",
            dependencies: [
                "Administration", "ConcurrencyPrimitives", "HelpDesk", "LocatedYAML", "Spreadsheets",
                "WebEncoding", "WebServer", .crypto, .httpTypes, .hummingbird, .hummingbirdCore, .logging, .mustache,
                .nioCore,
            ],
            swiftSettings: strict),

        // The program: commands, configuration, wiring.
        .executableTarget(
            name: "HelpBridge",
            dependencies: [
                "Administration", "CLinux", "ConcurrencyPrimitives", "CurlHTTP", "Files", "HelpDesk", "LocatedYAML",
                "ManagerLookup", "PostgreSQL", "Speech", "Storage", "StoragePostgreSQL", "Telephony", "WebAPI",
                "WebPages", "WebServer", .argumentParser, .configuration, .coreMetrics, .httpTypes, .hummingbird,
                .logging, .nioCore, .nioPosix, .serviceLifecycle, .unixSignals,
            ],
            swiftSettings: strict, linkerSettings: linker),

        // Tests, one folder per target, and the peers they talk to.
        .target(
            name: "TestSupport",
            dependencies: ["CSndFile", .logging, .nioCore, .nioHTTP1, .nioPosix, .nioWebSocket],
            path: "Tests/Support", exclude: ["Database"],
            swiftSettings: strictAndOptimized),
        .testTarget(
            name: "TestSupportTests", dependencies: ["TestSupport", .nioCore, .nioPosix], path: "Tests/SupportTests",
            swiftSettings: strict),
        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: strict),
        .testTarget(name: "LocatedYAMLTests", dependencies: ["JSON", "LocatedYAML"], swiftSettings: strict),
        .testTarget(name: "SpreadsheetsTests", dependencies: ["Spreadsheets"], swiftSettings: strict),
        .testTarget(name: "WebEncodingTests", dependencies: ["WebEncoding"], swiftSettings: strict),
        .testTarget(
            name: "ConcurrencyPrimitivesTests", dependencies: ["ConcurrencyPrimitives"], swiftSettings: strict),
        .testTarget(
            name: "HelpDeskTests",
            dependencies: [
                "ConcurrencyPrimitives", "HelpDesk", "JSON", "Telephony", "TestSupport", .logging, .serviceLifecycle,
            ],
            exclude: ["Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "CurlHTTPTests", dependencies: ["ConcurrencyPrimitives", "CurlHTTP", "TestSupport"],
            swiftSettings: strict),
        .testTarget(name: "PostgreSQLTests", dependencies: ["PostgreSQL", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "ManagerLookupTests",
            // The program is included because the tests start its jq workers.
            dependencies: [
                "Administration", "ConcurrencyPrimitives", "CurlHTTP", "HelpBridge", "HelpDesk", "JSON", "LocatedYAML",
                "ManagerLookup", "TestSupport", "WebEncoding", .crypto, .logging,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SpeechTests",
            dependencies: [
                "Administration", "CEspeakNG", "ConcurrencyPrimitives", "Files", "HelpBridge", "HelpDesk", "Speech",
                "TestSupport", "WorkerProcesses", .logging, .serviceLifecycle,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "TelephonyTests",
            dependencies: [
                "ConcurrencyPrimitives", "HelpDesk", "Telephony", "TestSupport", .logging, .nioCore, .nioHTTP1,
                .nioPosix, .serviceLifecycle,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "AdministrationTests",
            dependencies: [
                "Administration", "ConcurrencyPrimitives", "Files", "HelpDesk", "LocatedYAML", .crypto, .logging,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "StorageTests",
            dependencies: [
                "Administration", "ConcurrencyPrimitives", "HelpDesk", "LocatedYAML", "PostgreSQL", "Storage",
                "StoragePostgreSQL", "TestSupport", .grdb, .logging, .serviceLifecycle,
            ],
            swiftSettings: strict),
        // The web site on in-memory stores, for the tests of the server, the API and the pages.
        .target(
            name: "WebTestSupport",
            dependencies: [
                "Administration", "ConcurrencyPrimitives", "HelpDesk", "LocatedYAML", "Telephony", "WebAPI",
                "WebPages", "WebServer", .crypto, .cryptoExtras, .httpTypes, .hummingbird, .hummingbirdTesting,
                .logging, .nioCore, .nioPosix, .nioSSL, .serviceLifecycle,
            ],
            path: "Tests/WebSupport",
            swiftSettings: strict),
        .testTarget(
            name: "WebServerTests",
            dependencies: [
                "Administration", "ConcurrencyPrimitives", "HelpDesk", "TestSupport", "WebServer", "WebTestSupport",
                .crypto, .cryptoExtras, .httpTypes, .hummingbird, .hummingbirdCore, .hummingbirdTesting, .logging,
                .nioCore, .nioEmbedded, .nioHTTP1, .nioHTTPTypes, .nioHTTPTypesHTTP1, .nioPosix, .nioSSL,
                .serviceLifecycle,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "WebAPITests",
            dependencies: [
                "Administration", "ConcurrencyPrimitives", "HelpDesk", "LocatedYAML", "WebAPI", "WebServer",
                "WebTestSupport", .coreMetrics, .httpTypes, .hummingbirdTesting, .logging, .nioCore,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "WebPagesTests",
            dependencies: [
                "Administration", "ConcurrencyPrimitives", "HelpDesk", "LocatedYAML", "WebPages", "WebServer",
                "WebTestSupport", .httpTypes, .logging,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "HelpBridgeTests",
            dependencies: [
                "Administration", "ConcurrencyPrimitives", "CurlHTTP", "HelpBridge", "HelpDesk", "LocatedYAML",
                "ManagerLookup", "Storage", "TestSupport", "WebAPI", "WebServer", .argumentParser, .logging,
                .serviceLifecycle,
            ],
            swiftSettings: strict),
        // Shared by the program's tests with a simulated PBX and with real PBXs.
        .target(
            name: "ProgramTestSupport",
            dependencies: ["ConcurrencyPrimitives", "CurlHTTP", "HelpBridge", "HelpDesk", "TestSupport"],
            path: "Tests/ProgramSupport", swiftSettings: strict),
        // Tests of the built program, run as a user would run it.
        .testTarget(
            name: "ProgramTests",
            dependencies: [
                "CurlHTTP", "HelpBridge", "HelpDesk", "ProgramTestSupport", "TestSupport", .crypto, .grdb, .nioCore,
                .nioPosix, .nioSSL,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LiveTests",
            dependencies: [
                "Administration", "ConcurrencyPrimitives", "CurlHTTP", "HelpBridge", "HelpDesk", "ProgramTestSupport",
                "TestSupport", .logging, .nioCore, .nioPosix,
            ],
            path: "Tests/Live",
            swiftSettings: strict),

        .executableTarget(
            name: "HelpBridgeBenchmark",
            dependencies: [
                "ConcurrencyPrimitives", "CurlHTTP", "HelpDesk", "Speech", "Telephony", "TestSupport",
                .argumentParser, .grdb, .histogram, .hummingbird, .logging, .nioCore, .nioHTTP1, .nioPosix,
            ],
            path: "Benchmarks/HelpBridgeBenchmark",
            swiftSettings: strict),

        // System libraries, from Debian.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CEbur128", pkgConfig: "libebur128", providers: [.apt(["libebur128-dev"])]),
        // The C library's file status, under names that are the same in every build.
        .systemLibrary(name: "CFileStatus"),
        .systemLibrary(name: "CEspeakNG", pkgConfig: "espeak-ng", providers: [.apt(["libespeak-ng-dev"])]),
        .systemLibrary(name: "CJQ", providers: [.apt(["libjq-dev"])]),
        // Linux threading functions that the Glibc module lacks.
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CSndFile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
        .systemLibrary(name: "CSoxr", pkgConfig: "soxr", providers: [.apt(["libsoxr-dev"])]),
        .systemLibrary(
            name: "CXLSXWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    ],
    swiftLanguageModes: [.v6]
)

// `Scripts/fuzz` builds the fuzzers, and sets the location of the toolchain's libFuzzer: all of our code is
// instrumented for coverage.
if let libFuzzer = Context.environment["HELPBRIDGE_LIBFUZZER"] {
    // libFuzzer's `main`, which `-sanitize=fuzzer` would link, is not used: ours selects the parser.
    let link = LinkerSetting.unsafeFlags(
        ["--whole-archive", libFuzzer, "--no-whole-archive"].flatMap { ["-Xlinker", $0] } + ["-lstdc++"])
    // The fuzzers use parts of the program, and an executable cannot be linked into another: it becomes a library.
    package.products = []
    package.targets = package.targets.filter { $0.type == .regular || $0.type == .system || $0.name == "HelpBridge" }
        .map { target in
            guard target.type == .executable else { return target }
            return .target(
                name: target.name, dependencies: target.dependencies,
                swiftSettings: strict + [
                    .unsafeFlags(["-Xfrontend", "-entry-point-function-name", "-Xfrontend", "helpbridge_main"])
                ])
        }
    for target in package.targets where target.type == .regular {
        target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(["-sanitize=fuzzer", "-enable-testing"])]
    }
    package.targets += [
        .executableTarget(
            name: "HelpBridgeFuzz",
            dependencies: [
                "Administration", "CFuzzer", "ConcurrencyPrimitives", "CurlHTTP", "HelpBridge", "HelpDesk",
                "LocatedYAML", "ManagerLookup", "Speech", "Telephony", "WebAPI", "WebEncoding", "WebPages", "WebServer",
                .argumentParser, .httpTypes, .hummingbirdCore, .logging, .nioCore, .nioEmbedded,
            ],
            path: "Tests/Fuzz", exclude: ["CFuzzer", "Corpus", "Dictionaries"], swiftSettings: strict,
            linkerSettings: [link]),
        .systemLibrary(name: "CFuzzer", path: "Tests/Fuzz/CFuzzer"),
    ]
    package.products.append(.executable(name: "helpbridge-fuzz", targets: ["HelpBridgeFuzz"]))
}
