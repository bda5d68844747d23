// Decides requests with @cloud-copilot/iam-simulate: JSON lines in, JSON lines out, one process.
//
// A line is a case of the `evaluate` example with its context complete (the caller derives the keys that
// follow from the principal). The answer is {"name","decision"} with allowed, implicitly_denied,
// explicitly_denied, or invalid with "why". With --bench N, the cases are read first and decided N times
// over, and one line with the decisions per second is printed.
import { anonymousPrincipal, runSimulation } from '@cloud-copilot/iam-simulate'
import { createInterface } from 'node:readline'

const DECISIONS = {
  Allowed: 'allowed',
  ImplicitlyDenied: 'implicitly_denied',
  ExplicitlyDenied: 'explicitly_denied',
}

const named = (policies = []) => policies.map((policy, index) => ({ name: `policy ${index + 1}`, policy }))
const levels = (given = []) =>
  given.map(({ level, policies }) => ({ orgIdentifier: String(level), policies: named(policies) }))

function simulation(input) {
  const { request } = input
  return {
    request: {
      principal: request.principal === 'anonymous' ? anonymousPrincipal : request.principal,
      action: request.action,
      resource: { resource: request.resource, accountId: request.resource_account },
      contextVariables: request.context,
    },
    identityPolicies: named(input.identity_policies),
    resourcePolicy: input.resource_policy,
    sessionPolicy: input.session_policies?.[0],
    permissionBoundaryPolicies: input.permissions_boundaries?.length
      ? named(input.permissions_boundaries)
      : undefined,
    serviceControlPolicies: levels(input.service_control_policies),
    resourceControlPolicies: levels(input.resource_control_policies),
    vpcEndpointPolicies: input.endpoint_policies?.length ? named(input.endpoint_policies) : undefined,
  }
}

async function decide(sim) {
  const result = await runSimulation(sim, { simulationMode: 'Strict' })
  const decision = DECISIONS[result.overallResult]
  if (result.errors || !decision) {
    return { decision: 'invalid', why: JSON.stringify(result.errors ?? result.overallResult) }
  }
  const ignored = result.result?.ignoredContextKeys ?? []
  if (ignored.length) {
    return { decision: 'invalid', why: `ignores the keys ${ignored.join(', ')}` }
  }
  return { decision }
}

async function answer() {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() === '') continue
    const input = JSON.parse(line)
    let out
    try {
      out = await decide(simulation(input))
    } catch (error) {
      out = { decision: 'invalid', why: String(error?.message ?? error) }
    }
    process.stdout.write(`${JSON.stringify({ name: input.name, ...out })}\n`)
  }
}

async function bench(rounds) {
  const cases = []
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() !== '') cases.push(simulation(JSON.parse(line)))
  }
  for (const sim of cases) await decide(sim)
  const start = process.hrtime.bigint()
  for (let round = 0; round < rounds; round += 1) {
    for (const sim of cases) await decide(sim)
  }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  process.stdout.write(`${JSON.stringify({ decisions: rounds * cases.length, seconds })}\n`)
}

const at = process.argv.indexOf('--bench')
if (at >= 0) await bench(Number(process.argv[at + 1]))
else await answer()
