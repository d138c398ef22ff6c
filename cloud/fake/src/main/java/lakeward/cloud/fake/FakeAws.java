package lakeward.cloud.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lakeward.contract.FaultyServer;
import lakeward.contract.FaultyServer.Answer;
import lakeward.contract.FaultyServer.Request;

/**
 * AWS as its clients see it: CloudFormation, STS, Organizations and as much of S3 as deploying uses, in any number of
 * accounts and regions, at one address. Written from AWS's documentation of these services. An access key is
 * {@code AKIA} and the number of its account; signatures are not checked.
 */
public final class FakeAws implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CREDENTIAL = Pattern.compile("Credential=([^/]+)/\\d+/([^/]+)/([^/]+)/");

    /** Who asks, where. */
    record Caller(String account, String region, String service) {}

    private final FaultyServer server = new FaultyServer(this::answer);
    private final FakeObjects objects = new FakeObjects();
    private final FakeOrganization organization = new FakeOrganization();
    private final Map<String, FakeStacks> stacks = new TreeMap<>();
    private boolean fillsTables = true;
    private String registry = "111111111111.dkr.ecr.eu-west-1.amazonaws.com";

    /** Returns another AWS in which stands what stands here now. */
    public synchronized FakeAws copy() {
        FakeAws copy = new FakeAws();
        copy.fillsTables = fillsTables;
        copy.objects.takeAll(objects);
        copy.organization.takeAll(organization);
        stacks.forEach((place, here) -> {
            String[] accountAndRegion = place.split(" ", -1);
            copy.stacks(accountAndRegion[0], accountAndRegion[1]).takeAll(here);
        });
        return copy;
    }

    public FaultyServer server() {
        return server;
    }

    /** Returns an access key of an account. */
    public static String key(String account) {
        return "AKIA" + account;
    }

    /** Makes what stands in all accounts a text: stacks, what is left of those that are gone, buckets, the organization. */
    public synchronized String state() {
        StringBuilder text = new StringBuilder();
        stacks.forEach((place, here) -> text.append(here.state(place)));
        text.append(objects.state()).append(organization.state());
        return text.toString();
    }

    /** Says whether services that are made fill their tables at once, as the program does when it runs; they do at first. */
    public synchronized void fillTables(boolean fills) {
        fillsTables = fills;
    }

    /** Says where repositories of images are: host and port. */
    public synchronized void keepImagesAt(String host) {
        registry = host;
    }

    public FakeObjects objects() {
        return objects;
    }

    /** Returns the stacks of an account in a region. */
    public synchronized FakeStacks stacks(String account, String region) {
        return stacks.computeIfAbsent(
                account + " " + region,
                place -> new FakeStacks(account, region, objects, organization, () -> fillsTables, () -> registry));
    }

    @Override
    public void close() {
        server.close();
    }

    private synchronized Answer answer(Request request) throws IOException {
        Matcher credential = CREDENTIAL.matcher(request.headers().getOrDefault("authorization", ""));
        if (!credential.find()) {
            return error(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
        }
        String key = credential.group(1);
        if (key.endsWith("EXPIRED")) {
            return error(403, "ExpiredToken", "The security token included in the request is expired");
        }
        if (!key.matches("(AKIA|ASIA)\\d{12}")) {
            return error(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
        }
        Caller caller = new Caller(key.substring(4), credential.group(2), credential.group(3));
        return switch (caller.service()) {
            case "sts" -> sts(caller, form(request.body()));
            case "cloudformation" -> stacks(caller.account(), caller.region()).answer(form(request.body()));
            case "s3" -> objects.answer(caller.account(), request);
            case "organizations" -> organization(request);
            default -> error(400, "UnknownOperation", caller.service());
        };
    }

    private Answer organization(Request request) throws IOException {
        String target = request.headers().getOrDefault("x-amz-target", "");
        JsonNode body = JSON.readTree(request.body());
        JsonNode answer = organization.answer(target.substring(target.indexOf('.') + 1), body);
        return new Answer(
                answer.has("__type") ? 400 : 200,
                Map.of("content-type", "application/x-amz-json-1.1"),
                answer.toString());
    }

    private static Answer sts(Caller caller, Map<String, String> form) {
        if (form.get("Action").equals("AssumeRole")) {
            String account = form.get("RoleArn").split(":", -1)[4];
            if (!form.get("RoleArn").endsWith("/OrganizationAccountAccessRole")) {
                return error(
                        403,
                        "AccessDenied",
                        "User: arn:aws:iam::%s:user/me is not authorized to perform: sts:AssumeRole on resource: %s"
                                .formatted(caller.account(), form.get("RoleArn")));
            }
            return xml("""
                    <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>\
                    <AccessKeyId>ASIA%s</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>\
                    <SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>\
                    </Credentials></AssumeRoleResult></AssumeRoleResponse>""".formatted(account));
        }
        return xml("""
                <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>\
                <Arn>arn:aws:iam::%1$s:user/me</Arn><UserId>ME</UserId><Account>%1$s</Account>\
                </GetCallerIdentityResult></GetCallerIdentityResponse>""".formatted(caller.account()));
    }

    static Answer xml(String text) {
        return new Answer(200, Map.of("content-type", "text/xml"), text);
    }

    static Answer error(int status, String code, String message) {
        return new Answer(
                status,
                Map.of("content-type", "text/xml"),
                "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>"
                        .formatted(code, escaped(message)));
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    static Map<String, String> form(String body) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String pair : body.split("&", -1)) {
            String[] sides = pair.split("=", 2);
            form.put(
                    URLDecoder.decode(sides[0], StandardCharsets.UTF_8),
                    sides.length < 2 ? "" : URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
        }
        return form;
    }
}
