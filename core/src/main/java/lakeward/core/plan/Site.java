package lakeward.core.plan;

import java.util.Optional;

/**
 * Where a part stands.
 *
 * @param account the vendor's own name of it, where it has accounts
 * @param region empty for what is everywhere
 */
public record Site(Vendor vendor, Optional<String> account, Optional<String> region) {
    public static final Site LOCAL = new Site(Vendor.LOCAL, Optional.empty(), Optional.empty());

    Site everywhere() {
        return new Site(vendor, account, Optional.empty());
    }
}
