import { addressText } from '@pacer/client';
import { hex, unhex } from '@pacer/crypto';
import type { Journal, JournalRecord } from '@pacer/journal';
import { ArtifactLeaf } from '@pacer/proto/inference/v1';
import type { FastifyInstance } from 'fastify';
import { ApiError } from '../chat/api-error.js';
import { openedRecordToWire } from '../records/opened-record.js';
import { RecordOpener } from '../records/record-opener.js';

/**
 * `GET /v1/records/:request_id` for people and clients, `GET /v1/batches/:epoch/:batch/:index` for validators.
 * @param written resolves when the record of a request that was answered just now can be read; at once for any other
 */
export function recordRoutes(
  server: FastifyInstance,
  journal: Journal,
  written: (requestId: Uint8Array) => Promise<void> = () => Promise.resolve(),
): void {
  const opener = new RecordOpener(journal);
  server.get<{ Params: { id: string } }>('/v1/records/:id', async (request, reply) => {
    const { id } = request.params;
    if (!/^[0-9a-f]{64}$/.test(id)) throw malformed('request_id', 'is not 64 digits of lower-case hex');
    await written(unhex(id));
    const record = journal.records.get(unhex(id));
    if (!record) throw notFound(`no record of request ${id} is kept here`);
    return reply.send(recordJson(record));
  });

  server.get<{ Params: { epoch: string; batch: string; index: string } }>(
    '/v1/batches/:epoch/:batch/:index',
    (request, reply) => {
      const { epoch, batch, index } = request.params;
      const opening = opener.open(numberOf(epoch, 'epoch'), numberOf(batch, 'batch'), Number(numberOf(index, 'index')));
      switch (opening.kind) {
        case 'opened':
          return reply.send(openedRecordToWire(opening.record));
        case 'no-batch':
          throw notFound(
            `batch ${batch} of epoch ${epoch} is none of this Host's, or not known here to be on chain yet`,
          );
        case 'no-index':
          throw notFound(`batch ${batch} of epoch ${epoch} has ${opening.count} records, there is no ${index}`);
      }
    },
  );
}

function recordJson(record: JournalRecord): object {
  const { leafValue, batch, committed } = record;
  const fields = ArtifactLeaf.decode(leafValue);
  return {
    request_id: hex(record.requestId),
    epoch: record.epoch?.toString() ?? null,
    model: record.model,
    kind: record.kind,
    state: record.state,
    reason: record.reason ?? null,
    tokens: record.tokens.toString(),
    fee: record.fee.toString(),
    leaf: {
      value: hex(leafValue),
      sha256_body: hex(fields.sha256Body),
      sha256_response: hex(fields.sha256Response),
      artifact_hash: hex(fields.artifactHash),
      requester: addressText(fields.requester),
      signature: hex(fields.signature),
    },
    batch: batch && {
      operation: batch.op,
      index: batch.index,
      epoch: committed?.epoch.toString() ?? null,
      id: committed?.batchId.toString() ?? null,
    },
    body: Buffer.from(record.body).toString('base64'),
    response: Buffer.from(record.response).toString('base64'),
    artifact: Buffer.from(record.artifact).toString('base64'),
  };
}

/** Numbers that every part below can hold, so that a wild one is a 400 and no failure of the journal. */
function numberOf(text: string, param: string): bigint {
  if (/^(0|[1-9]\d{0,14})$/.test(text)) return BigInt(text);
  throw malformed(param, 'is no decimal number');
}

function malformed(param: string, what: string): ApiError {
  return new ApiError(`${param} ${what}`, { status: 400, code: 'invalid_value', param });
}

function notFound(message: string): ApiError {
  return new ApiError(message, { status: 404, code: 'not_found' });
}
