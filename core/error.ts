import type { Words } from './words.ts'

/** Every code a failure may carry: the one table, printed in docs/errors.md. */
export const errorCodes = {
  ADDRESS_IN_USE: { en: 'Another program has the address and port.', zh: '地址和端口已被其他程序占用。' },
  ADDRESS_NOT_ALLOWED: { en: 'An address must not be called from here.', zh: '不允许从此处访问该地址。' },
  BACKED_UP: { en: 'A pipeline takes no more for now.', zh: '管道暂时无法接收更多数据。' },
  BAD_CASE: { en: 'A file is no golden case.', zh: '文件不是有效的对照用例。' },
  BAD_ENVIRONMENT: { en: 'A setting of the server does not fit.', zh: '服务器的某项设置不合适。' },
  BAD_REQUEST: { en: 'The request is not what the server expects.', zh: '请求不符合服务器的要求。' },
  BODY_TOO_LARGE: { en: 'The body of a request is larger than allowed.', zh: '请求正文超过允许的大小。' },
  CANNOT_LISTEN: { en: 'The address cannot be listened on.', zh: '无法在该地址上监听。' },
  CONNECT_TIMEOUT: { en: 'A server did not answer in time.', zh: '服务器未在规定时间内应答。' },
  CROSS_ORIGIN: { en: 'The request comes from a page of another site.', zh: '请求来自其他网站的页面。' },
  DISK_FAILED: { en: 'The disk refused to read, write or sync.', zh: '磁盘读取、写入或同步失败。' },
  DRAFT_CHANGED: { en: 'Somebody else saved the draft in the meantime.', zh: '草稿在此期间已被他人保存。' },
  DUPLICATE_FIELD: { en: 'Two fields have the same name.', zh: '两个字段同名。' },
  EDIT_REFUSED: { en: 'An edit cannot be made in this document.', zh: '无法在此文档中进行该编辑。' },
  FILE_CORRUPT: { en: 'A compressed file is damaged.', zh: '压缩文件已损坏。' },
  FILE_EXISTS: { en: 'The output file is not empty, and `exists` is `fail`.', zh: '输出文件不为空，且 `exists` 为 `fail`。' },
  FILE_NOT_FOUND: { en: 'There is no such file.', zh: '文件不存在。' },
  FILE_NOT_READABLE: { en: 'The file cannot be read.', zh: '文件无法读取。' },
  FILE_NOT_WRITABLE: { en: 'The file cannot be written.', zh: '文件无法写入。' },
  FORBIDDEN: { en: 'Whoever asks may not do this.', zh: '请求者无权执行此操作。' },
  HOME_IN_USE: { en: 'Another server has the home folder.', zh: '主目录正被另一个服务器使用。' },
  INTERNAL: { en: 'A defect of Millrace.', zh: 'Millrace 自身的缺陷。' },
  JOURNAL_CORRUPT: { en: 'A committed part of journal or ingest log is damaged.', zh: '日志中已提交的部分已损坏。' },
  JOURNAL_POISONED: { en: 'An earlier write failed, so the journal takes no more.', zh: '先前的写入失败，日志不再接受写入。' },
  KEY_REUSED: { en: 'An Idempotency-Key came with another body before.', zh: 'Idempotency-Key 已用于另一个请求正文。' },
  METHOD_NOT_ALLOWED: { en: 'The address does not take requests of this method.', zh: '该地址不接受此方法的请求。' },
  MIGRATION_EDITED: { en: 'A migration of the database was edited after it had been applied.', zh: '数据库迁移在应用之后被修改。' },
  MIGRATION_FAILED: { en: 'A migration of the database failed and was rolled back.', zh: '数据库迁移失败，已回滚。' },
  MIGRATION_UNFINISHED: {
    en: 'Another program began a migration of the database and did not finish it.',
    zh: '其他程序开始了数据库迁移但未完成。',
  },
  MIGRATION_UNKNOWN: { en: 'A newer Millrace used the database.', zh: '数据库曾被更新版本的 Millrace 使用。' },
  NAME_CHANGED: { en: 'A document has another name than the pipeline it belongs to.', zh: '文档中的名称与所属管道不一致。' },
  NAME_TAKEN: { en: 'Another pipeline has the name.', zh: '该名称已被其他管道使用。' },
  NOT_DEPLOYED: { en: 'The pipeline has only a draft; nothing of it can run yet.', zh: '管道只有草稿，尚不能运行。' },
  NOT_FOUND: { en: 'There is nothing of that name.', zh: '没有该名称的对象。' },
  NOT_LOGGABLE: { en: 'A source delivers rows where the ingest log wants bytes.', zh: '数据源提供的是行，而接收日志需要字节。' },
  NOT_LOOPBACK: { en: 'The server would be open to other machines without protection.', zh: '服务器将在无保护的情况下对其他机器开放。' },
  NOT_SIGNED_IN: { en: 'The request carries no valid session or token.', zh: '请求没有有效的会话或令牌。' },
  NO_CLIENT: { en: 'The run ended while records waited for a client.', zh: '运行结束时仍有记录在等待客户端。' },
  NO_PIPELINE: { en: 'There is no such pipeline.', zh: '没有这个管道。' },
  NO_RUNTIME: { en: 'A node type has no runtime.', zh: '节点类型没有运行时。' },
  NO_SECRET: { en: 'A secret that the pipeline names is not there.', zh: '管道引用的密钥不存在。' },
  NO_SPACE: { en: 'The disk is full, or below the free-space floor.', zh: '磁盘已满，或低于可用空间下限。' },
  NO_VERSION: { en: 'The pipeline has no such version.', zh: '管道没有这个版本。' },
  OUTPUT_LOST: { en: 'A file that was written is gone or shorter than what was committed.', zh: '已写入的文件丢失，或短于已提交的长度。' },
  PATH_NOT_ALLOWED: { en: 'A path is outside the working directory and the granted roots.', zh: '路径不在工作目录和授权目录之内。' },
  PIPELINE_INVALID: { en: 'The pipeline has mistakes and cannot run.', zh: '管道有错误，不能运行。' },
  POSITION_LOST: { en: 'A source no longer has what follows the committed position.', zh: '数据源已没有已提交位置之后的数据。' },
  RUN_DIED: { en: 'The process of a run ended by itself.', zh: '运行进程自行终止。' },
  SECRET_IN_USE: { en: 'A deployed pipeline names the secret.', zh: '已部署的管道正在引用该密钥。' },
  SECRET_LIMIT: { en: 'A secret, or the number of secrets, is beyond the limit.', zh: '密钥的长度或数量超出限制。' },
  SECRET_UNREADABLE: {
    en: 'A kept secret cannot be read: its key is another one, or the file is damaged.',
    zh: '无法读取保存的密钥：加密所用的主密钥不同，或文件已损坏。',
  },
  SERVER_UNREACHABLE: { en: 'No server answers where the command looks for one.', zh: '命令所找的位置没有服务器应答。' },
  SETTING: { en: 'A setting does not fit what is found at run time.', zh: '设置与运行时的情况不符。' },
  SNAPSHOT_CORRUPT: { en: 'All snapshots are damaged.', zh: '所有快照均已损坏。' },
  STATE_IN_USE: { en: 'Another run has the state folder.', zh: '状态目录正被另一个运行使用。' },
  STATE_LIMIT: { en: 'A stateful node holds more than its limit.', zh: '有状态节点超过了状态上限。' },
  STATE_MISMATCH: { en: 'The saved state belongs to another version of the pipeline.', zh: '保存的状态属于管道的另一个版本。' },
  STATE_NOT_WRITABLE: { en: 'The state folder cannot be written.', zh: '状态目录无法写入。' },
  STATE_VERSION: { en: 'The saved state was written by another version of Millrace.', zh: '保存的状态由另一个版本的 Millrace 写入。' },
  STOPPING: { en: 'The server is about to end.', zh: '服务器即将停止。' },
  STORE_BUSY: { en: 'Another program holds a lock on the database.', zh: '其他程序锁定了数据库。' },
  STORE_CORRUPT: { en: 'The database is damaged, or is no database.', zh: '数据库已损坏，或不是数据库文件。' },
  STORE_FAILED: { en: 'The database refused a statement.', zh: '数据库拒绝了一条语句。' },
  TOO_MANY_DEAD_LETTERS: { en: 'More records could not be decoded than the limit allows.', zh: '无法解码的记录超过上限。' },
  TOO_MANY_FIELDS: { en: 'A decoder cannot extract so many fields.', zh: '解码器无法提取这么多字段。' },
  TOO_MANY_REQUESTS: { en: 'More requests than one may send in a second.', zh: '请求过于频繁。' },
  UNKNOWN_FIELD: { en: 'A setting names a field that the records do not have.', zh: '设置引用了记录中没有的字段。' },
  UNSUPPORTED_MEDIA_TYPE: { en: 'The body is not of the type that the server reads.', zh: '请求正文不是服务器可读取的类型。' },
  WRONG_HOST: { en: 'The request names a host that is not this server.', zh: '请求中的主机名不是本服务器。' },
} as const satisfies Record<string, Words>

export type ErrorCode = keyof typeof errorCodes

/** Whose doing a failure is: the author's or operator's, an outside system's, or ours. */
export type Blame = 'user' | 'outside' | 'us'

/** A failure, thrown: a stable code, a message that says what happened and where, and a hint that says what to do next. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly blame: Blame
  /** Whether the same call may succeed later without anybody doing anything. */
  readonly retry: 'never' | 'backoff'
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, options: { blame: Blame; retry?: 'never' | 'backoff'; hint?: string; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.blame = options.blame
    this.retry = options.retry ?? 'never'
    this.hint = options.hint
  }
}
