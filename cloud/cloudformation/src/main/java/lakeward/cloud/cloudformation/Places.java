package lakeward.cloud.cloudformation;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lakeward.core.plan.Site;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** The accounts and regions of a platform on a target. */
final class Places implements AutoCloseable {
    private final Accounts accounts;
    private final Patience patience;
    private final Map<String, String> tags = new TreeMap<>();
    private final Map<Site, Stacks> stacks = new HashMap<>();
    private final Map<Site, Objects> objects = new HashMap<>();

    Places(Accounts accounts, Patience patience, String platform, String target) {
        this.accounts = accounts;
        this.patience = patience;
        tags.put("lakeward:platform", platform);
        tags.put("lakeward:target", target);
    }

    /** Returns one of the sites for each account and region: what has no region of its own stands in the home region. */
    List<Site> distinct(Collection<Site> sites) {
        Map<List<String>, Site> distinct = new LinkedHashMap<>();
        sites.forEach(site -> distinct.putIfAbsent(List.of(site.account().orElseThrow(), accounts.region(site)), site));
        return List.copyOf(distinct.values());
    }

    Stacks stacks(Site site) {
        return stacks.computeIfAbsent(site, at -> new Stacks(accounts.stacks(at), objects(at)::put, patience, tags));
    }

    Objects objects(Site site) {
        return objects.computeIfAbsent(site, at -> new Objects(accounts.objects(at), at, accounts.region(at)));
    }

    Organization organization(Site site) {
        return accounts.organization(site);
    }

    AwsCredentialsProvider credentials(Site site) {
        return accounts.credentials(site.account().orElseThrow());
    }

    @Override
    public void close() {
        accounts.close();
    }
}
