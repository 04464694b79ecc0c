import t from "tap";
import { Turns } from "../../src/evidence/make/turns.ts";
import { Refusal } from "../../src/domain/refusal.ts";

/** Work that ends when it is told to. */
function task() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let began = false;
  const work = () => {
    began = true;
    return promise;
  };
  return { work, resolve, reject, began: () => began };
}

t.test("work is done in its order, and what is beyond is refused", async (t) => {
  const turns = new Turns({ atOnce: 1, waiting: 1 });
  const [first, second, third] = [task(), task(), task()];
  const [one, two] = [turns.take(first.work), turns.take(second.work)];
  const refused = await turns.take(third.work).catch((error: unknown) => error);
  t.ok(refused instanceof Refusal);
  t.match(refused, { code: "unavailable", options: { step: "evidence-busy", retryAfter: 5 } });
  t.same([first.began(), second.began(), third.began()], [true, false, false]);
  first.resolve("a");
  t.equal(await one, "a");
  const late = turns.take(third.work);
  await new Promise((resolve) => setImmediate(resolve));
  t.same([second.began(), third.began()], [true, false], "a turn that is handed on is still taken");
  second.reject(new Error("broke"));
  await t.rejects(two, /broke/, "what breaks gives its turn back");
  third.resolve("c");
  t.equal(await late, "c");
  t.equal(await turns.take(async () => "d"), "d", "no turn is lost");
});

t.test("who comes the moment that a turn ends does not overtake", async (t) => {
  const turns = new Turns({ atOnce: 1, waiting: 5 });
  const first = task();
  const order: string[] = [];
  const one = turns.take(first.work).then(() => turns.take(async () => order.push("late")));
  const two = turns.take(async () => order.push("waited"));
  first.resolve("");
  await Promise.all([one, two]);
  t.same(order, ["waited", "late"]);
});
