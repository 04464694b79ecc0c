/** Words for what needs an operator, and what to do (docs/operations.md, What needs attention). */
export const ATTENTION_WORDS = {
  attention: {
    queue: { zh: "队列（Redis）连接不上", en: "The queue (Redis) cannot be reached" },
    clock: { zh: "时钟不可信", en: "The clock may be wrong" },
    inbox: { zh: "未结束的数据库事务阻碍收件箱", en: "An open transaction holds the inboxes back" },
    "disk-low": { zh: "磁盘空间不足", en: "The disk is nearly full" },
    "log-stopped": { zh: "审计日志已停止", en: "The audit log has stopped" },
    "log-late": { zh: "审计日志条目等待发布", en: "Entries of the audit log wait to be published" },
    "log-unwitnessed": { zh: "见证方未联署最新日志", en: "Witnesses have not cosigned the newest log" },
    "timestamp-late": { zh: "长时间未取得时间戳", en: "No time stamp for long" },
    "packets-failed": { zh: "有投递失败的数据包", en: "Packets have failed" },
    "packets-overdue": { zh: "有逾期未签收的数据包", en: "Receipts are overdue" },
    "queued-long": { zh: "数据包待送达超过一天", en: "A packet has been queued for more than a day" },
    "endpoint-off": { zh: "推送地址停用", en: "An endpoint is off" },
    "endpoint-failing": { zh: "推送失败", en: "An endpoint is failing" },
    "endpoint-paused": { zh: "推送地址暂停", en: "An endpoint is paused" },
    "party-removed": { zh: "目录外单位尚有数据包", en: "A party outside the directory has packets" },
    "certificate-ends": { zh: "证书即将到期", en: "A certificate ends soon" },
    "certificate-ended": { zh: "证书已过期", en: "A certificate has ended" },
  },
  remedy: {
    queue: {
      zh: "检查 Redis 与 REDIS_URL；收发不受影响，恢复后自动重连",
      en: "Look at Redis and REDIS_URL; messages go on meanwhile, and it connects again by itself",
    },
    clock: {
      zh: "在网关与数据库主机上校准时间（NTP）",
      en: "Synchronise the machines of gateway and database (NTP)",
    },
    inbox: {
      zh: "查找并结束数据库中长时间未提交的事务",
      en: "Find the transaction that is open for long in the database, and end it",
    },
    "disk-low": { zh: "清理或者扩容数据目录所在磁盘", en: "Free or enlarge the disk of the data directory" },
    "log-stopped": {
      zh: "运行 aidx log status 查看原因与处置办法",
      en: "aidx log status says the reason and the remedy",
    },
    "log-late": {
      zh: "检查数据库与主机负载；运行 aidx log status",
      en: "Look at database and load; run aidx log status",
    },
    "log-unwitnessed": {
      zh: "联系见证方，或者检查到见证方的网络",
      en: "Ask the witnesses' operators, or look at the network to them",
    },
    "timestamp-late": {
      zh: "检查到时间戳服务机构的网络及其可信证书",
      en: "Look at the network to the authority and its certificates",
    },
    "packets-failed": {
      zh: "在“待处理”查看原因，排除后重新投递",
      en: "Look at the causes under Needs attention, mend them, then queue again",
    },
    "packets-overdue": { zh: "联系接收单位签收", en: "Telephone the recipients" },
    "queued-long": {
      zh: "取回方式的单位请其登录取回；推送方式的查看接收地址",
      en: "A party that fetches must fetch; of one that is pushed to look at the endpoint",
    },
    "endpoint-off": { zh: "与接收单位确认地址后启用", en: "Settle the address with the party, then turn it on" },
    "endpoint-failing": {
      zh: "测试接收地址，与接收单位排查网络或系统",
      en: "Test the endpoint, and look for the fault with the party",
    },
    "endpoint-paused": { zh: "到期自动恢复；可提前恢复", en: "It is on again by itself; or resume it earlier" },
    "party-removed": {
      zh: "将该单位放回目录，或者指明承接单位",
      en: "Put the party back into the directory, or name its successor",
    },
    "certificate-ends": { zh: "到期前更换证书文件并重新加载", en: "Renew the file before then, and reload" },
    "certificate-ended": { zh: "立即更换证书文件并重新加载", en: "Renew the file now, and reload" },
  },
};
