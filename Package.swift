// swift-tools-version: 6.2

import PackageDescription

// Lines and variables for a debugger take the compiler as long as the program itself: they are there for whoever asks. Of the
// index, SwiftPM needs what it says of our tests.
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

// Sound is gone through a sample at a time: without the optimiser the tests would take minutes longer, and the first
// prompt of a debug build seconds.
let strictAndOptimized = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

// Twice as quick as the linker that is taken otherwise. In a release build it packs the addresses that the loader has to put right, 200,000 of
// them, which saves every process five megabytes.
let linker: [LinkerSetting] = [
    .unsafeFlags(["-use-ld=lld"]),
    .unsafeFlags(["-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"], .when(configuration: .release)),
]

let package = Package(
    name: "HelpBridge",
    products: [
        .executable(name: "helpbridge", targets: ["HelpBridge"]),
        .executable(name: "helpbridge-benchmark", targets: ["HelpBridgeBenchmark"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0",
            traits: [.defaults, "YAML", "Reloading"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // Leaves: each does one thing, and knows nothing of help requests.
        .target(name: "JSON", swiftSettings: strict),
        // YAML and JSON as one tree that knows where each value stands.
        .target(
            name: "LocatedYAML", dependencies: ["JSON", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict),
        .target(name: "WebEncoding", dependencies: ["CZlib"], swiftSettings: strict),
        // Tables as .xlsx files.
        .target(name: "Spreadsheets", dependencies: ["CXLSXWriter"], swiftSettings: strict),
        .target(name: "Files", dependencies: ["CFileStatus"], swiftSettings: strict),
        .target(
            name: "ConcurrencyPrimitives",
            dependencies: ["CLinux", .product(name: "DequeModule", package: "swift-collections")],
            swiftSettings: strict),

        // The domain: no I/O, no third-party protocol.
        .target(
            name: "HelpDesk",
            dependencies: [
                "ConcurrencyPrimitives", "WebEncoding",
                .product(name: "HeapModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        // The application around it: who may do what, settings, sounds, deliveries; rules and ports, no I/O.
        .target(
            name: "Administration",
            dependencies: [
                "ConcurrencyPrimitives", "HelpDesk", "LocatedYAML",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        // Processes of ours that do what could hang or crash the bridge.
        .target(name: "WorkerProcesses", swiftSettings: strict),

        // Adapters: each knows HelpDesk and one piece of the outside world.
        .target(name: "CurlHTTP", dependencies: ["CCurl", "ConcurrencyPrimitives"], swiftSettings: strict),
        // PostgreSQL's client: connections, statements, errors; knows no table.
        .target(
            name: "PostgreSQL",
            dependencies: [
                "CPQ", "ConcurrencyPrimitives", .product(name: "DequeModule", package: "swift-collections"),
            ],
            swiftSettings: strict),
        .target(
            name: "ManagerLookup",
            dependencies: [
                "ConcurrencyPrimitives", "HelpDesk", "CurlHTTP", "CJQ", "JSON", "LocatedYAML", "WebEncoding",
                "WorkerProcesses", .product(name: "DequeModule", package: "swift-collections"), "Administration",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
            ],
            swiftSettings: strict),
        .target(
            name: "Speech",
            dependencies: [
                "ConcurrencyPrimitives", "Files", "HelpDesk", "CEbur128", "CEspeakNG", "CSndFile", "CSoxr",
                "LocatedYAML", "WebEncoding", "WorkerProcesses", "Administration",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strictAndOptimized),
        .target(
            name: "Telephony",
            dependencies: [
                "ConcurrencyPrimitives", "HelpDesk", "JSON", "WebEncoding",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .target(
            name: "Storage",
            dependencies: [
                "ConcurrencyPrimitives",
                "Files", "HelpDesk", "JSON", "LocatedYAML", "WebEncoding", "Administration",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        // The same ports on a server, for several bridges. What both stores share is Storage's, for this package.
        .target(
            name: "StoragePostgreSQL",
            dependencies: [
                "Administration", "ConcurrencyPrimitives", "HelpDesk", "LocatedYAML", "PostgreSQL", "Storage",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        // The HTTP server, and what is served: each knows those above it.
        .target(
            name: "WebServer",
            dependencies: [
                "WebEncoding",
                "ConcurrencyPrimitives",
                "Administration", "HelpDesk", "JSON", "LocatedYAML",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .target(
            name: "WebAPI",
            dependencies: [
                "WebEncoding",
                "ConcurrencyPrimitives",
                "Administration", "HelpDesk", "JSON", "LocatedYAML", "WebServer",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            resources: [.embedInCode("OpenAPI/openapi.yaml")],
            swiftSettings: strict),
        .target(
            name: "WebPages",
            dependencies: [
                "WebEncoding",
                "ConcurrencyPrimitives",
                "CZlib", "Administration", "HelpDesk", "LocatedYAML", "Spreadsheets", "WebServer",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict),

        // The program: commands, configuration, wiring.
        .executableTarget(
            name: "HelpBridge",
            dependencies: [
                "ConcurrencyPrimitives", "Files", "HelpDesk", "CurlHTTP", "LocatedYAML", "ManagerLookup", "Speech",
                "Telephony", "PostgreSQL", "Storage", "StoragePostgreSQL", "WebAPI", "Administration", "WebPages",
                "WebServer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict, linkerSettings: linker),

        // Tests, a folder a target, and the peers they talk to.
        .target(
            name: "TestSupport",
            dependencies: [
                "CSndFile",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ],
            path: "Tests/Support", exclude: ["Database"],
            swiftSettings: strictAndOptimized),
        .testTarget(
            name: "TestSupportTests", dependencies: ["TestSupport"], path: "Tests/SupportTests", swiftSettings: strict),
        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: strict),
        .testTarget(name: "LocatedYAMLTests", dependencies: ["JSON", "LocatedYAML"], swiftSettings: strict),
        .testTarget(name: "SpreadsheetsTests", dependencies: ["Spreadsheets"], swiftSettings: strict),
        .testTarget(name: "WebEncodingTests", dependencies: ["WebEncoding"], swiftSettings: strict),
        .testTarget(
            name: "ConcurrencyPrimitivesTests", dependencies: ["ConcurrencyPrimitives"], swiftSettings: strict),
        .testTarget(
            name: "HelpDeskTests",
            dependencies: [
                "ConcurrencyPrimitives", "HelpDesk", "JSON", "Telephony", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            exclude: ["Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "CurlHTTPTests",
            dependencies: [
                "CurlHTTP", "TestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(name: "PostgreSQLTests", dependencies: ["PostgreSQL", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "ManagerLookupTests",
            dependencies: [
                "Administration",
                // The program, whose jq workers the tests start.
                "ConcurrencyPrimitives", "HelpBridge", "HelpDesk", "CurlHTTP", "JSON", "LocatedYAML", "ManagerLookup",
                "TestSupport",
                "WebEncoding",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SpeechTests",
            dependencies: [
                "Administration",
                "Files", "HelpBridge", "HelpDesk", "Speech", "TestSupport", "WorkerProcesses",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "TelephonyTests",
            dependencies: [
                "ConcurrencyPrimitives", "HelpDesk", "Telephony", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "AdministrationTests",
            dependencies: [
                "Administration", "ConcurrencyPrimitives", "HelpDesk", "LocatedYAML",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "StorageTests",
            dependencies: [
                "ConcurrencyPrimitives",
                "Administration", "HelpDesk", "LocatedYAML", "PostgreSQL", "Storage", "StoragePostgreSQL",
                "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        // The site over stores in memory, for the tests of the server, the API and the pages.
        .target(
            name: "WebTestSupport",
            dependencies: [
                "ConcurrencyPrimitives",
                "Administration", "HelpDesk", "LocatedYAML", "Telephony", "WebAPI", "WebPages", "WebServer",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Tests/WebSupport",
            swiftSettings: strict),
        .testTarget(
            name: "WebServerTests",
            dependencies: [
                "ConcurrencyPrimitives",
                "Administration", "HelpDesk", "TestSupport", "WebServer", "WebTestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "WebAPITests",
            dependencies: [
                "ConcurrencyPrimitives",
                "Administration", "HelpDesk", "LocatedYAML", "WebAPI", "WebServer", "WebTestSupport",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "WebPagesTests",
            dependencies: [
                "ConcurrencyPrimitives",
                "Administration", "HelpDesk", "LocatedYAML", "WebPages", "WebServer", "WebTestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "HelpBridgeTests",
            dependencies: [
                "ConcurrencyPrimitives",
                "Administration", "HelpBridge", "HelpDesk", "CurlHTTP", "LocatedYAML", "TestSupport", "WebAPI",
                "WebServer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        // What the tests of the program, with a simulated PBX and with real ones, share.
        .target(
            name: "ProgramTestSupport",
            dependencies: ["ConcurrencyPrimitives", "CurlHTTP", "HelpBridge", "HelpDesk", "TestSupport"],
            path: "Tests/ProgramSupport", swiftSettings: strict),
        // The program that was built, as a user runs it.
        .testTarget(
            name: "ProgramTests",
            dependencies: [
                "HelpBridge", "HelpDesk", "CurlHTTP", "ProgramTestSupport", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LiveTests",
            dependencies: [
                "Administration", "ConcurrencyPrimitives", "HelpBridge", "HelpDesk", "CurlHTTP", "ProgramTestSupport",
                "TestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Tests/Live",
            swiftSettings: strict),

        .executableTarget(
            name: "HelpBridgeBenchmark",
            dependencies: [
                "ConcurrencyPrimitives",
                "CurlHTTP", "HelpDesk", "Speech", "Telephony", "TestSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Benchmarks/HelpBridgeBenchmark",
            swiftSettings: strict),

        // System libraries, from Debian.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CEbur128", pkgConfig: "libebur128", providers: [.apt(["libebur128-dev"])]),
        // What the C library says of a file, under names that mean the same in each build.
        .systemLibrary(name: "CFileStatus"),
        .systemLibrary(name: "CEspeakNG", pkgConfig: "espeak-ng", providers: [.apt(["libespeak-ng-dev"])]),
        .systemLibrary(name: "CJQ", providers: [.apt(["libjq-dev"])]),
        // What Linux has for threads and the Glibc module leaves out.
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

// `Scripts/fuzz` builds the fuzzers, and says where the toolchain has libFuzzer: all that is ours tells it which ways an
// input takes.
if let libFuzzer = Context.environment["HELPBRIDGE_LIBFUZZER"] {
    // Its own `main`, which `-sanitize=fuzzer` would bring along, is not wanted: ours chooses the parser.
    let link = LinkerSetting.unsafeFlags(
        ["--whole-archive", libFuzzer, "--no-whole-archive"].flatMap { ["-Xlinker", $0] } + ["-lstdc++"])
    // The fuzzers use parts of the program, and of another program nothing can be linked: it becomes a library.
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
                "Administration", "CFuzzer", "ConcurrencyPrimitives", "HelpBridge", "HelpDesk", "CurlHTTP",
                "LocatedYAML", "ManagerLookup", "Speech",
                "Telephony", "WebAPI", "WebPages", "WebServer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            path: "Tests/Fuzz", exclude: ["CFuzzer", "Corpus", "Dictionaries"], swiftSettings: strict,
            linkerSettings: [link]),
        .systemLibrary(name: "CFuzzer", path: "Tests/Fuzz/CFuzzer"),
    ]
    package.products.append(.executable(name: "helpbridge-fuzz", targets: ["HelpBridgeFuzz"]))
}
