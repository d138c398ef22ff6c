package lakeward.cloud.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.event.EventHandlers;
import com.google.cloud.tools.jib.global.JibSystemProperties;
import com.google.cloud.tools.jib.http.FailoverHttpClient;
import com.google.cloud.tools.jib.registry.RegistryClient;
import com.google.cloud.tools.jib.registry.credentials.CredentialRetrievalException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** One image in a registry, before it is there and after. Nothing that jib tells about its work is logged. */
final class Registry {
    private static final String TOOL = "lakeward";
    private static final int SECONDS_TO_STOP = 10;

    private final ImageReference image;
    private final Logins logins;

    Registry(ImageReference image, Logins logins) {
        this.image = image;
        this.logins = logins;
    }

    /** Returns whether the image's tag is there. */
    boolean hasIt() throws IOException, RegistryException, CredentialRetrievalException {
        Optional<Credential> credential = logins.to(image);
        FailoverHttpClient http =
                new FailoverHttpClient(isHere(), JibSystemProperties.sendCredentialsOverHttp(), ignored -> {});
        try {
            RegistryClient client = RegistryClient.factory(
                            EventHandlers.NONE, image.getRegistry(), image.getRepository(), http)
                    .setCredential(credential.orElse(null))
                    .setUserAgent(TOOL)
                    .newRegistryClient();
            if (!client.doPushBearerAuth()
                    && credential.filter(known -> !known.isOAuth2RefreshToken()).isPresent()) {
                client.configureBasicAuth();
            }
            return client.checkManifest(image.getQualifier()).isPresent();
        } finally {
            http.shutDown();
        }
    }

    /**
     * Builds the image and pushes what of it is not there; when this returns, nothing of it goes on.
     *
     * @param cache a folder for packed layers, which a second try finds there
     */
    void push(ImageRecipe recipe, Path cache)
            throws IOException, InterruptedException, ExecutionException, RegistryException,
                    CacheDirectoryCreationException, CredentialRetrievalException, InvalidImageReferenceException {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            recipe.builder(known(ImageReference.parse(recipe.base())))
                    .containerize(Containerizer.to(known(image))
                            .setApplicationLayersCache(cache)
                            .setExecutorService(threads)
                            .setAllowInsecureRegistries(isHere())
                            .setToolName(TOOL));
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(SECONDS_TO_STOP, TimeUnit.SECONDS);
        }
    }

    private RegistryImage known(ImageReference reference) throws CredentialRetrievalException {
        RegistryImage known = RegistryImage.named(reference);
        if (!reference.isScratch()) {
            logins.to(reference)
                    .ifPresent(credential -> known.addCredential(credential.getUsername(), credential.getPassword()));
        }
        return known;
    }

    /** A registry on this machine may be one without TLS, as Docker holds it. */
    private boolean isHere() {
        return image.getRegistry().matches("(localhost|127(\\.\\d+){3})(:\\d+)?");
    }
}
