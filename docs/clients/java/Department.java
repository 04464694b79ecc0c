import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Takes what is in the inbox, opens it, keeps it and signs for it: {@code Department URL PARTY KEYS FOLDER}. */
final class Department {
    public static void main(String[] args) throws Exception {
        AidGateway gateway = new AidGateway(args[0], args[1], Path.of(args[2]));
        Path folder = Files.createDirectories(Path.of(args[3]));
        String after = "";
        for (;;) {
            String query = "/v1/inbox?limit=100" + (after.isEmpty() ? "" : "&after=" + AidGateway.encoded(after));
            Map<String, Object> page = AidGateway.json(gateway.call("GET", query, null, null, false));
            List<Map<String, Object>> items = AidGateway.objects(page, "items");
            for (Map<String, Object> item : items) take(gateway, item, folder);
            if (items.isEmpty()) return;
            after = (String) page.get("next");
        }
    }

    private static void take(AidGateway gateway, Map<String, Object> item, Path folder) throws Exception {
        // It becomes the name of a file: only what looks like an id may.
        String id = UUID.fromString((String) item.get("packet")).toString();
        String path = "/v1/packets/" + AidGateway.encoded(id);
        HttpResponse<byte[]> answer = gateway.call("GET", path, null, null, false);
        String digest = AidGateway.digestOf(answer.body());
        // Other bytes than announced were spoilt on the way: no receipt for them, they are fetched again.
        if (!digest.equals(answer.headers().firstValue("Content-Digest").orElse(null)) || !digest.equals(item.get("digest"))) {
            throw new IllegalStateException("the packet was spoilt on the way");
        }
        try {
            keep(folder, id, open(gateway, id, answer.body()));
        } catch (AidGateway.BadPacket bad) {
            // A receipt is final, and the fault may be in our keys or at the gateway: a person decides. It stays in the inbox.
            System.out.println(id + " unopened " + bad.reason);
            return;
        }
        // Only what lies on the disc is accepted. When we stop here, the packet is in the inbox again.
        byte[] receipt = receipt(gateway, id, digest, null).getBytes(StandardCharsets.US_ASCII);
        gateway.call("POST", path + "/receipt", receipt, "application/jwt", false);
        System.out.println(id + " accepted");
    }

    /** Section 5: decrypt, verify, check. */
    private static Map<String, Object> open(AidGateway gateway, String id, byte[] data) throws AidGateway.BadPacket {
        String jws = gateway.decrypt(new String(data, StandardCharsets.ISO_8859_1));
        Map<String, Object> claims = gateway.verify(jws, "aid-packet+jwt");
        if (!gateway.id.equals(claims.get("iss")) || !gateway.party.equals(claims.get("aud"))) {
            throw new AidGateway.BadPacket("bad-signature", null);
        }
        if (!id.equals(claims.get("jti")) || !(claims.get("body") instanceof Map)) {
            throw new AidGateway.BadPacket("bad-content", null);
        }
        return claims;
    }

    /** Section 6. With a reason it is a rejection, for which a person answers. */
    private static String receipt(AidGateway gateway, String id, String digest, String reason) throws Exception {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", gateway.party);
        claims.put("aud", gateway.id);
        claims.put("iat", Instant.now().getEpochSecond());
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("sub", id);
        claims.put("digest", digest);
        claims.put("outcome", reason == null ? "accepted" : "rejected");
        if (reason != null) claims.put("reason", reason);
        return gateway.sign(claims, "aid-receipt+jwt");
    }

    /** Whole or not at all, for its owner's eyes only. */
    private static void keep(Path folder, String id, Map<String, Object> claims) throws Exception {
        Path draft = folder.resolve(id + ".part");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, AidGateway.JSON.writeValueAsString(claims));
        Files.move(draft, folder.resolve(id + ".json"), StandardCopyOption.ATOMIC_MOVE);
    }
}
