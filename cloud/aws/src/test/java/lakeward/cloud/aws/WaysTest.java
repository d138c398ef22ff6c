package lakeward.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Standing;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ways out of the network that an author asks for: to other networks, and to the warehouse. */
class WaysTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SERVICE = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0";

    @TempDir
    private static Path folder;

    private static Map<String, JsonNode> resources;

    @BeforeAll
    static void synthesise() throws Exception {
        Shop shop = Shop.with(
                folder.resolve("shop"),
                Map.of(
                        "private-links: [objects, secrets, logs]",
                        "private-links: [objects, warehouse]\n  peers: {office: {cidr: 10.30.0.0/16}}",
                        "      existing:\n",
                        "      existing:\n        peers: {office: vpc-0a1b2c3d}\n",
                        "snowflake: {account: shop-eu}",
                        "snowflake: {account: shop-eu, private-link: %s}".formatted(SERVICE)));
        Synthesis.write(shop.plan(Standing.NOTHING), folder);
        resources = new TreeMap<>();
        JSON.readTree(Synthesis.files(folder).get("shop-prod-network.template.json"))
                .path("Resources")
                .properties()
                .forEach(each -> resources.put(each.getKey(), each.getValue()));
    }

    private static List<JsonNode> of(String type) {
        return resources.values().stream()
                .filter(resource -> resource.path("Type").asText().equals(type))
                .map(resource -> resource.path("Properties"))
                .toList();
    }

    @Test
    void peerIsReachedFromThePrivateSubnetsAlone() {
        assertThat(of("AWS::EC2::VPCPeeringConnection"))
                .singleElement()
                .satisfies(peering ->
                        assertThat(peering.path("PeerVpcId").asText()).isEqualTo("vpc-0a1b2c3d"));
        assertThat(of("AWS::EC2::Route").stream()
                        .filter(route ->
                                route.path("DestinationCidrBlock").asText().equals("10.30.0.0/16"))
                        .map(route -> route.path("RouteTableId").path("Ref").asText())
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("Subnetprivate0Routes", "Subnetprivate1Routes", "Subnetprivate2Routes");
    }

    @Test
    void warehouseIsAskedByItsOwnNameWithinTheNetworkAndFromThePeer() {
        assertThat(of("AWS::EC2::VPCEndpoint"))
                .filteredOn(endpoint -> endpoint.path("ServiceName").asText().equals(SERVICE))
                .hasSize(1);
        assertThat(of("AWS::Route53::RecordSet"))
                .singleElement()
                .satisfies(record -> assertThat(record.toString())
                        .contains("*.privatelink.snowflakecomputing.com", "WarehouseLink\",\"DnsEntries"));
        assertThat(resources
                        .get("WarehouseLinkGroup")
                        .path("Properties")
                        .path("SecurityGroupIngress")
                        .findValuesAsText("CidrIp"))
                .containsExactlyInAnyOrder("10.20.0.0/16", "10.20.0.0/16", "10.30.0.0/16", "10.30.0.0/16");
    }

    @Test
    void validatorAndRulesFindNothingThatHasNoReason() throws Exception {
        assertThat(Validator.wrong(folder)).isEmpty();
        assertThat(Reasons.notOfTheShop(folder)).isEmpty();
    }
}
