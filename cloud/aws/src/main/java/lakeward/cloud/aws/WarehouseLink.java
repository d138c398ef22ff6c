package lakeward.cloud.aws;

import static lakeward.cloud.aws.Template.att;
import static lakeward.cloud.aws.Template.map;
import static lakeward.cloud.aws.Template.ref;
import static lakeward.cloud.aws.Template.sub;
import static lakeward.cloud.aws.Template.tags;

import java.util.ArrayList;
import java.util.List;

/**
 * The private way to Snowflake, for whoever asks the warehouse from within the network: an endpoint, and the names by which
 * Snowflake's clients look for it.
 *
 * @see <a href="https://docs.snowflake.com/en/user-guide/admin-security-privatelink">AWS PrivateLink and Snowflake</a>
 */
final class WarehouseLink {
    /** Of accounts, and of what tells their clients whether a certificate still holds. */
    private static final String NAMES = "privatelink.snowflakecomputing.com";

    /** Where the latter is asked without TLS. */
    private static final List<Integer> PORTS = List.of(443, 80);

    private static final String GROUP = "WarehouseLinkGroup";
    private static final String ENDPOINT = "WarehouseLink";
    private static final String ZONE = "WarehouseLinkNames";

    private WarehouseLink() {}

    /**
     * Writes it.
     *
     * @param service as Snowflake names it
     * @param clients ranges of addresses that may use it
     */
    static void write(Template template, Object vpc, List<Object> subnets, String service, List<String> clients) {
        template.add(
                GROUP,
                "AWS::EC2::SecurityGroup",
                map(
                        "GroupDescription",
                        "the private way to the warehouse",
                        "VpcId",
                        vpc,
                        "SecurityGroupEgress",
                        Ground.nowhere(),
                        "SecurityGroupIngress",
                        clients(clients),
                        "Tags",
                        tags("warehouse-link")));
        template.add(
                ENDPOINT,
                "AWS::EC2::VPCEndpoint",
                map(
                        "VpcId",
                        vpc,
                        "ServiceName",
                        service,
                        "VpcEndpointType",
                        "Interface",
                        // Its names are in the zone below: Snowflake's service has none of its own.
                        "PrivateDnsEnabled",
                        false,
                        "SubnetIds",
                        subnets,
                        "SecurityGroupIds",
                        List.of(ref(GROUP))));
        template.add(
                ZONE,
                "AWS::Route53::HostedZone",
                map("Name", NAMES, "VPCs", List.of(map("VPCId", vpc, "VPCRegion", sub("${AWS::Region}")))));
        template.add(
                ZONE + "All",
                "AWS::Route53::RecordSet",
                map(
                        "HostedZoneId",
                        ref(ZONE),
                        "Name",
                        "*." + NAMES,
                        "Type",
                        "CNAME",
                        "TTL",
                        "300",
                        "ResourceRecords",
                        List.of(address())));
    }

    private static List<Object> clients(List<String> ranges) {
        List<Object> rules = new ArrayList<>();
        for (String range : ranges) {
            for (int port : PORTS) {
                rules.add(map(
                        "CidrIp",
                        range,
                        "IpProtocol",
                        "tcp",
                        "FromPort",
                        port,
                        "ToPort",
                        port,
                        "Description",
                        "clients of the warehouse"));
            }
        }
        return rules;
    }

    /** Returns the first name of the endpoint, which AWS tells behind the id of the name's zone and a colon. */
    private static Object address() {
        Object first = map("Fn::Select", List.of(0, att(ENDPOINT, "DnsEntries")));
        return map("Fn::Select", List.of(1, map("Fn::Split", List.of(":", first))));
    }
}
