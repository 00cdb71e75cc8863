// Microsoft's client for JavaScript, with its own policies: TLS is trusted through NODE_EXTRA_CA_CERTS, nothing else is
// changed. Prints what it saw as one JSON document; a test compares it with the world. Arguments: two recovery plans.
import { SiteRecoveryManagementClient } from "@azure/arm-recoveryservices-siterecovery";

const [first, second] = process.argv.slice(2);
const { EMULATOR_URL: url, EMULATOR_SUBSCRIPTION: subscription } = process.env;
const { EMULATOR_RESOURCE_GROUP: group, EMULATOR_VAULT: vault } = process.env;
const credential = { getToken: async () => ({ token: "any", expiresOnTimestamp: Date.now() + 3600000 }) };
const client = new SiteRecoveryManagementClient(credential, subscription, {
  endpoint: url,
  credentialScopes: `${url}/.default`,
});
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const clock = (said) => fetch(`${url}/_emulator/clock`, { method: "POST", body: JSON.stringify(said) });

const pages = [];
for await (const page of client.replicationProtectedItems.list(vault, group).byPage()) pages.push(page.length);
const plans = [];
for await (const plan of client.replicationRecoveryPlans.list(vault, group)) plans.push(plan.name);

const input = async (name) => {
  const plan = await client.replicationRecoveryPlans.get(vault, group, name);
  const kinds = plan.properties.replicationProviders.filter((kind) => kind !== "HyperVReplica2012R2");
  const details = kinds.map((instanceType) => ({ instanceType, recoveryPointType: "LatestProcessed" }));
  const direction = "PrimaryToRecovery";
  return {
    properties: {
      failoverDirection: direction,
      sourceSiteOperations: "NotRequired",
      providerSpecificDetails: details,
    },
  };
};
const ended = async (id) => {
  for (;;) {
    const job = await client.replicationJobs.get(vault, group, id);
    if (!["NotStarted", "InProgress", "Cancelling"].includes(job.properties.state)) return job;
    await pause(100);
  }
};

const plans1 = client.replicationRecoveryPlans;
const after = await plans1.beginUnplannedFailoverAndWait(vault, group, first, await input(first), { updateIntervalInMs: 100 });
const done = await ended(after.properties.currentScenario.jobId.split("/").pop());

await clock({ paused: true });
let operation = "";
const onResponse = (raw) => (operation ||= raw.headers.get("azure-asyncoperation") ?? "");
await client.replicationRecoveryPlans.beginUnplannedFailover(vault, group, second, await input(second), {
  onResponse,
  updateIntervalInMs: 100,
});
const id = new URL(operation).pathname.split("/").pop();
await client.replicationJobs.beginCancelAndWait(vault, group, id, { updateIntervalInMs: 100 });
await clock({ paused: false });
const cancelled = await ended(id);

let missing = {};
try {
  await client.replicationRecoveryPlans.get(vault, group, "no-such-plan");
} catch (error) {
  missing = { status: error.statusCode, code: error.code };
}
console.log(
  JSON.stringify({
    items: pages.reduce((all, one) => all + one, 0),
    pages: pages.length,
    plans: plans.length,
    plan: after.name,
    scenario: done.properties.scenarioName,
    state: done.properties.state,
    tasks: done.properties.tasks.length,
    cancelled: cancelled.properties.state,
    alias: id !== cancelled.name,
    missing,
  }),
);
