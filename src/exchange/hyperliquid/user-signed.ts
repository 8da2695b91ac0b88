/** Actions that touch an account itself, signed by its own wallet field by field. */
import type { AccountId } from '../exchange.ts';
import type { Desk } from './desk.ts';
import { addressOf, type Fields, textOf, wholeOf } from './reading.ts';
import { type Signature, type Struct, userSigner } from './signature.ts';

/** The signature is over these, of which `hyperliquidChain` is always the first. */
interface Form {
  readonly name: string;
  readonly struct: Struct;
  /** The fields as they are signed; undefined where the action is malformed. */
  read(fields: Fields): Fields | undefined;
  /** Does it; answers why not. */
  carryOut(desk: Desk, account: AccountId, values: Fields): string | undefined;
}

function readAgent(fields: Fields): Fields | undefined {
  const [agentAddress, nonce] = [addressOf(fields.agentAddress), wholeOf(fields.nonce)];
  const agentName =
    fields.agentName === undefined || fields.agentName === null ? '' : textOf(fields.agentName);
  if (agentAddress === undefined || nonce === undefined || agentName === undefined) return undefined;
  return { agentAddress, agentName, nonce };
}

function readBuilderFee(fields: Fields): Fields | undefined {
  const [builder, maxFeeRate] = [addressOf(fields.builder), textOf(fields.maxFeeRate)];
  const nonce = wholeOf(fields.nonce);
  if (builder === undefined || maxFeeRate === undefined || nonce === undefined) return undefined;
  return { maxFeeRate, builder, nonce };
}

const FORMS: ReadonlyMap<unknown, Form> = new Map<unknown, Form>([
  [
    'approveAgent',
    {
      name: 'ApproveAgent',
      struct: [
        ['hyperliquidChain', 'string'],
        ['agentAddress', 'address'],
        ['agentName', 'string'],
        ['nonce', 'uint64'],
      ],
      read: readAgent,
      carryOut: ({ wallets, exchange }, account, { agentAddress, agentName }) =>
        wallets.approve(account, String(agentAddress), String(agentName), exchange.now),
    },
  ],
  [
    'approveBuilderFee',
    {
      name: 'ApproveBuilderFee',
      struct: [
        ['hyperliquidChain', 'string'],
        ['maxFeeRate', 'string'],
        ['builder', 'address'],
        ['nonce', 'uint64'],
      ],
      read: readBuilderFee,
      carryOut: ({ builders }, account, { maxFeeRate, builder }) => {
        // Nothing here could pay a builder, and an order must not cost less than on the venue.
        if (!/^0(\.0*)?%$/.test(String(maxFeeRate)))
          return 'Builder fees are not served by this exchange: approve 0%.';
        builders.set(account, new Set([...(builders.get(account) ?? []), String(builder)]));
        return undefined;
      },
    },
  ],
]);

/** Money actions that the venue has and this exchange does not. */
const UNSERVED = new Set<unknown>([
  ...['usdSend', 'spotSend', 'sendAsset', 'withdraw3', 'usdClassTransfer', 'tokenDelegate'],
  ...['userDexAbstraction', 'userSetAbstraction', 'convertToMultiSigUser', 'userPortfolioMargin'],
]);

/** Whether an action is of this kind, served or not. */
export function isUserSigned(fields: Fields): boolean {
  return FORMS.has(fields.type) || UNSERVED.has(fields.type);
}

/** A money action that has been read: who signed it, and what it does when it is let. */
export interface UserAction {
  readonly nonce: number;
  readonly signer: string | undefined;
  carryOut(account: AccountId): string | undefined;
}

/** Undefined where it is malformed; a text says why it is not served. */
export function readUserAction(
  desk: Desk,
  fields: Fields,
  signature: Signature,
): UserAction | string | undefined {
  const form = FORMS.get(fields.type);
  if (form === undefined) return `${textOf(fields.type) ?? 'This'} is not served by this exchange.`;
  const values = form.read(fields);
  const chain = fields.signatureChainId;
  if (values === undefined || typeof chain !== 'string' || !/^0x[0-9a-f]{1,12}$/i.test(chain))
    return undefined;
  const hyperliquidChain = desk.network === 'mainnet' ? 'Mainnet' : 'Testnet';
  if (fields.hyperliquidChain !== hyperliquidChain)
    return `This is ${hyperliquidChain}, and the action is signed for ${textOf(fields.hyperliquidChain) ?? 'none'}.`;
  const signed = { hyperliquidChain, ...values };
  return {
    nonce: Number(values.nonce),
    signer: userSigner(form.name, form.struct, signed, Number.parseInt(chain, 16), signature),
    carryOut: (account) => form.carryOut(desk, account, values),
  };
}
