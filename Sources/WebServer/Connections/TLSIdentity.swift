import ConcurrencyPrimitives
import Foundation
import HelpDesk
import Logging
import Metrics
import NIOSSL

/// The server's current certificate and key.
final class TLSIdentity: Sendable {
    private let current: Locked<(files: WebServerConfiguration.TLS, context: NIOSSLContext)>
    private let logger: Logger

    /// - Parameter logger: logs a certificate that has expired or is about to.
    /// - Throws: `WebServerError` naming the file.
    init(_ files: WebServerConfiguration.TLS, logger: Logger) throws(WebServerError) {
        let (context, expiry) = try Self.read(files)
        current = Locked((files, context))
        self.logger = logger
        report(expiry)
    }

    /// The context for new connections; open ones keep theirs.
    var context: NIOSSLContext { current.withLock { $0.context } }

    /// Reads the files again.
    ///
    /// If they cannot be used, the previous ones stay in use.
    ///
    /// - Parameter files: the new locations of the files; `nil` if they have not changed.
    /// - Throws: `WebServerError` naming the file.
    func reload(_ files: WebServerConfiguration.TLS? = nil) throws(WebServerError) {
        let files = files ?? current.withLock { $0.files }
        let (context, expiry) = try Self.read(files)
        current.withLock { $0 = (files, context) }
        report(expiry)
    }

    private func report(_ expiry: CertificateExpiry) {
        Meter(label: "helpbridge_tls_certificate_expiry_timestamp_seconds").set(expiry.date.timeIntervalSince1970)
        if let warning = expiry.warning(at: Date()) { logger.warning("http.tls: \(warning)") }
    }

    fileprivate static func read(
        _ files: WebServerConfiguration.TLS
    ) throws(WebServerError) -> (context: NIOSSLContext, expiry: CertificateExpiry) {
        let chain: [NIOSSLCertificate]
        do {
            chain = try NIOSSLCertificate.fromPEMBytes(Array(try contents(files.certificateChain)))
        } catch let error as WebServerError {
            throw error
        } catch {
            throw .unusableCertificate(path: files.certificateChain, reason: "\(error)")
        }
        guard let certificate = chain.first else {
            throw .unusableCertificate(path: files.certificateChain, reason: "there is no certificate in it")
        }
        let key: NIOSSLPrivateKey
        do {
            key = try NIOSSLPrivateKey(bytes: Array(try contents(files.privateKey)), format: .pem)
        } catch let error as WebServerError {
            throw error
        } catch {
            throw .unusablePrivateKey(path: files.privateKey, reason: "\(error)")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        // RFC 8996: TLS 1.0 and 1.1 must not be used.
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        do {
            // Fails if the key does not belong to the certificate.
            return (
                try NIOSSLContext(configuration: configuration),
                CertificateExpiry(
                    path: files.certificateChain,
                    date: Date(timeIntervalSince1970: TimeInterval(certificate.notValidAfter)))
            )
        } catch {
            throw .keyDoesNotFit(
                certificateChain: files.certificateChain, privateKey: files.privateKey, reason: "\(error)")
        }
    }

    private static func contents(_ path: String) throws(WebServerError) -> Data {
        do {
            return try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw .unreadableFile(path: path, reason: error.localizedDescription)
        }
    }
}

extension WebServerConfiguration.TLS {
    /// Checks that a server could use the files.
    ///
    /// - Returns: the certificate's expiry.
    /// - Throws: `WebServerError` naming the file.
    public func check() throws(WebServerError) -> CertificateExpiry {
        try TLSIdentity.read(self).expiry
    }
}
