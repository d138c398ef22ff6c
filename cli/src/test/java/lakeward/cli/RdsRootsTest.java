package lakeward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import lakeward.core.plan.AwsFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RdsRootsTest {
    /** Regions whose authorities are younger than the bundle; docs/cloud.md names them too. */
    private static final Set<String> UNKNOWN = Set.of(
            "ap-east-2",
            "ap-southeast-5",
            "ap-southeast-6",
            "ap-southeast-7",
            "ca-west-1",
            "il-central-1",
            "mx-central-1");

    @TempDir
    private Path folder;

    @Test
    void authoritiesOfARegionAreItsOwnAndSignForThemselves() throws Exception {
        for (X509Certificate root : read(RdsRoots.write("eu-west-1", folder).orElseThrow())) {
            assertThat(root.getSubjectX500Principal().getName()).contains("CN=Amazon RDS eu-west-1 Root CA ");
            root.verify(root.getPublicKey());
            root.checkValidity(Date.from(Instant.now().plus(Duration.ofDays(3_650))));
        }
    }

    @Test
    void everyRegionHasThreeButThoseThatAreNamed() throws Exception {
        Set<String> unknown = new TreeSet<>();
        for (String region : AwsFacts.REGIONS) {
            Path file = RdsRoots.write(region, folder).orElse(null);
            if (file == null) {
                unknown.add(region);
            } else {
                assertThat(read(file)).as(region).hasSize(3);
            }
        }

        assertThat(unknown).isEqualTo(UNKNOWN);
    }

    private static List<X509Certificate> read(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        }
    }
}
